/* Messages between the processes of one run by MPI, whose communicators and statuses are macros that
   Swift does not see. Without SCOUT_MPI there is one process, and nothing of MPI is needed. Calls must
   not overlap: the caller holds a lock. */
#ifndef SCOUT_CMPI_H
#define SCOUT_CMPI_H

#include <stddef.h>

/* Zero on success. */
int messages_start(void);

/* The number of this process, counted from 0, and that of all processes. */
int messages_rank(void);
int messages_size(void);

/* Copies a message and sends it in the background; zero on success. */
int messages_send(const void *bytes, size_t count, int target);

/* Whether a message waits: its length, or -1 for none, -2 where MPI fails; and who sent it. */
long messages_waiting(int *source);

/* Takes a waiting message; zero on success. */
int messages_receive(void *bytes, size_t count, int source);

/* Waits until all that was sent has left, and takes leave. */
void messages_finish(void);

#endif
