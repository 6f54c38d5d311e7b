#include "CMPI.h"

#ifdef SCOUT_MPI

#include <limits.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

/* What is still on its way. */
struct parcel {
  MPI_Request request;
  void *bytes;
  struct parcel *next;
};

static struct parcel *parcels;

enum { tag = 20 };

int messages_start(void) {
  int provided = 0;
  if (MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided) != MPI_SUCCESS) return 1;
  if (provided < MPI_THREAD_SERIALIZED) return 2;
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  return 0;
}

int messages_rank(void) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

int messages_size(void) {
  int size = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  return size;
}

/* Frees what has left. */
static void clear(int wait) {
  struct parcel **place = &parcels;
  while (*place) {
    struct parcel *parcel = *place;
    int done = 0;
    if (wait) {
      MPI_Wait(&parcel->request, MPI_STATUS_IGNORE);
      done = 1;
    } else {
      MPI_Test(&parcel->request, &done, MPI_STATUS_IGNORE);
    }
    if (done) {
      *place = parcel->next;
      free(parcel->bytes);
      free(parcel);
    } else {
      place = &parcel->next;
    }
  }
}

int messages_send(const void *bytes, size_t count, int target) {
  struct parcel *parcel = malloc(sizeof *parcel);
  void *copy = malloc(count ? count : 1);
  if (!parcel || !copy || count > INT_MAX) {
    free(parcel);
    free(copy);
    return 1;
  }
  if (count) memcpy(copy, bytes, count);
  parcel->bytes = copy;
  if (MPI_Isend(copy, (int)count, MPI_BYTE, target, tag, MPI_COMM_WORLD, &parcel->request) !=
      MPI_SUCCESS) {
    free(copy);
    free(parcel);
    return 2;
  }
  parcel->next = parcels;
  parcels = parcel;
  return 0;
}

long messages_waiting(int *source) {
  MPI_Status status;
  int found = 0, count = 0;
  clear(0);
  if (MPI_Iprobe(MPI_ANY_SOURCE, tag, MPI_COMM_WORLD, &found, &status) != MPI_SUCCESS) return -2;
  if (!found) return -1;
  MPI_Get_count(&status, MPI_BYTE, &count);
  *source = status.MPI_SOURCE;
  return count;
}

int messages_receive(void *bytes, size_t count, int source) {
  return MPI_Recv(bytes, (int)count, MPI_BYTE, source, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE) !=
         MPI_SUCCESS;
}

void messages_finish(void) {
  clear(1);
  MPI_Finalize();
}

#else

int messages_start(void) { return 1; }
int messages_rank(void) { return 0; }
int messages_size(void) { return 1; }
int messages_send(const void *bytes, size_t count, int target) {
  (void)bytes, (void)count, (void)target;
  return 1;
}
long messages_waiting(int *source) {
  (void)source;
  return -1;
}
int messages_receive(void *bytes, size_t count, int source) {
  (void)bytes, (void)count, (void)source;
  return 1;
}
void messages_finish(void) {}

#endif
