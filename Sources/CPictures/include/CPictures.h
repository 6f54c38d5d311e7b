/* Numbers of pixels as files hold them, by libpng, libtiff and zlib, whose interfaces (jumps out of
   functions, variable arguments, macros) Swift cannot call. Nothing is scaled, and no colour space
   is applied. */
#ifndef SCOUT_CPICTURES_H
#define SCOUT_CPICTURES_H

#include <stddef.h>

/* Pixels, the rows from the top, pages behind each other; free with pictures_free. */
struct pictures_pixels {
  size_t width, height, pages;
  double *values;
  char message[256]; /* why it failed: a clause */
};

/* Zero on success. Grey levels, indices of a palette, or colours whose parts are equal. */
int pictures_read_png(const unsigned char *bytes, size_t count, struct pictures_pixels *pixels);

/* Zero on success. All pages of one size; one sample of 1 to 64 bits to the pixel. */
int pictures_read_tiff(const char *path, struct pictures_pixels *pixels);

void pictures_free(struct pictures_pixels *pixels);

/* Unpacks gzip or zlib data; returns how many bytes came out, or -1 where they are damaged. */
long pictures_inflate(
    const unsigned char *bytes, size_t count, unsigned char *target, size_t room);

#endif
