#include "CPictures.h"

#include <limits.h>
#include <png.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <zlib.h>

static const double most_pixels = 268435456.0;

static int fail(struct pictures_pixels *pixels, const char *message) {
  if (message) snprintf(pixels->message, sizeof pixels->message, "%s", message);
  free(pixels->values);
  pixels->values = NULL;
  return 1;
}

void pictures_free(struct pictures_pixels *pixels) {
  free(pixels->values);
  pixels->values = NULL;
}

/* PNG */

struct source {
  const unsigned char *bytes;
  size_t count, place;
};

static void read_bytes(png_structp png, png_bytep target, png_size_t count) {
  struct source *source = png_get_io_ptr(png);
  if (count > source->count - source->place) png_error(png, "the file ends too early");
  memcpy(target, source->bytes + source->place, count);
  source->place += count;
}

static void png_failed(png_structp png, png_const_charp message) {
  struct pictures_pixels *pixels = png_get_error_ptr(png);
  snprintf(pixels->message, sizeof pixels->message, "%s", message);
  png_longjmp(png, 1);
}

static void png_warned(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

/* One number of each pixel; zero on success. */
static int copy_png(
    struct pictures_pixels *pixels, const unsigned char *rows, size_t row_bytes, int channels,
    int depth) {
  int bytes = depth == 16 ? 2 : 1;
  for (size_t y = 0; y < pixels->height; y++)
    for (size_t x = 0; x < pixels->width; x++) {
      const unsigned char *at = rows + y * row_bytes + x * (size_t)(channels * bytes);
      unsigned parts[3];
      for (int part = 0; part < (channels >= 3 ? 3 : 1); part++)
        parts[part] =
            bytes == 2 ? (unsigned)at[2 * part] << 8 | at[2 * part + 1] : (unsigned)at[part];
      if (channels >= 3 && (parts[0] != parts[1] || parts[0] != parts[2])) {
        snprintf(
            pixels->message, sizeof pixels->message, "the colour (%u, %u, %u) in column %zu, row %zu",
            parts[0], parts[1], parts[2], x, y);
        return 1;
      }
      pixels->values[y * pixels->width + x] = parts[0];
    }
  return 0;
}

int pictures_read_png(const unsigned char *bytes, size_t count, struct pictures_pixels *pixels) {
  memset(pixels, 0, sizeof *pixels);
  if (count < 8 || png_sig_cmp(bytes, 0, 8)) return fail(pixels, "contents that are no PNG");
  struct source source = {bytes, count, 0};
  unsigned char *volatile rows = NULL;
  unsigned char **volatile starts = NULL;
  png_infop volatile info = NULL;
  png_structp volatile png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, pixels, png_failed, png_warned);
  if (png) info = png_create_info_struct(png);
  int status = 1;
  if (png && info && !setjmp(png_jmpbuf(png))) {
    png_set_read_fn(png, &source, read_bytes);
    png_read_info(png, info);
    pixels->width = png_get_image_width(png, info);
    pixels->height = png_get_image_height(png, info);
    pixels->pages = 1;
    if ((double)pixels->width * (double)pixels->height > most_pixels)
      png_error(png, "more pixels than fit in memory");
    png_set_packing(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    size_t row_bytes = png_get_rowbytes(png, info);
    rows = calloc(pixels->height, row_bytes);
    starts = calloc(pixels->height, sizeof *starts);
    pixels->values = calloc(pixels->width * pixels->height, sizeof *pixels->values);
    if (!rows || !starts || !pixels->values) png_error(png, "more pixels than fit in memory");
    for (size_t y = 0; y < pixels->height; y++) starts[y] = rows + y * row_bytes;
    png_read_image(png, starts);
    status = copy_png(
        pixels, rows, row_bytes, png_get_channels(png, info), png_get_bit_depth(png, info));
  }
  free(rows);
  free(starts);
  if (png) {
    png_structp made = png;
    png_infop made_info = info;
    png_destroy_read_struct(&made, &made_info, NULL);
  }
  return status ? fail(pixels, pixels->message[0] ? NULL : "a PNG that cannot be read") : 0;
}

/* TIFF */

/* What libtiff complained about last in this thread; empty for nothing. */
static _Thread_local char complaint[200];

static void tiff_failed(const char *module, const char *format, va_list arguments) {
  (void)module;
  vsnprintf(complaint, sizeof complaint, format, arguments);
}

struct layout {
  uint32_t width, height;
  uint16_t bits, samples, format;
};

static const char *read_layout(TIFF *tiff, struct layout *layout) {
  memset(layout, 0, sizeof *layout);
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &layout->width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &layout->height);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout->bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout->samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &layout->format);
  if (!layout->width || !layout->height) return "a page without pixels";
  if (layout->samples != 1) return "a page in colour";
  if (TIFFIsTiled(tiff)) return "a page stored in tiles";
  int whole = layout->format == SAMPLEFORMAT_UINT || layout->format == SAMPLEFORMAT_INT ||
              layout->format == SAMPLEFORMAT_VOID;
  int bits = layout->bits;
  if (layout->format == SAMPLEFORMAT_IEEEFP ? bits != 32 && bits != 64
      : !whole || (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16 && bits != 32 &&
                   bits != 64))
    return "samples of an unknown kind";
  return NULL;
}

static double sample(const unsigned char *row, size_t x, const struct layout *layout) {
  int bits = layout->bits, is_signed = layout->format == SAMPLEFORMAT_INT;
  if (bits < 8) {
    size_t bit = x * (size_t)bits;
    return (row[bit / 8] >> (8 - bits - (int)(bit % 8))) & ((1 << bits) - 1);
  }
  const unsigned char *at = row + x * (size_t)(bits / 8);
  uint64_t u64;
  uint32_t u32;
  uint16_t u16;
  float f32;
  double f64;
  switch (bits) {
  case 8: return is_signed ? (double)(int8_t)at[0] : (double)at[0];
  case 16: memcpy(&u16, at, 2); return is_signed ? (double)(int16_t)u16 : (double)u16;
  case 32:
    if (layout->format == SAMPLEFORMAT_IEEEFP) { memcpy(&f32, at, 4); return f32; }
    memcpy(&u32, at, 4);
    return is_signed ? (double)(int32_t)u32 : (double)u32;
  default:
    if (layout->format == SAMPLEFORMAT_IEEEFP) { memcpy(&f64, at, 8); return f64; }
    memcpy(&u64, at, 8);
    return is_signed ? (double)(int64_t)u64 : (double)u64;
  }
}

int pictures_read_tiff(const char *path, struct pictures_pixels *pixels) {
  memset(pixels, 0, sizeof *pixels);
  TIFFSetErrorHandler(tiff_failed);
  complaint[0] = 0;
  TIFFSetWarningHandler(NULL);
  TIFF *tiff = TIFFOpen(path, "r");
  if (!tiff) return fail(pixels, "contents that are no TIFF");
  const char *problem = NULL;
  unsigned char *row = NULL;
  size_t pages = 0;
  do pages++;
  while (pages < 65535 && TIFFReadDirectory(tiff));
  if (complaint[0]) problem = complaint; /* a page was cut off */
  TIFFSetDirectory(tiff, 0);
  for (size_t page = 0; page < pages && !problem; page++) {
    struct layout layout;
    problem = read_layout(tiff, &layout);
    if (problem) break;
    if (page == 0) {
      pixels->width = layout.width;
      pixels->height = layout.height;
      pixels->pages = pages;
      if ((double)layout.width * (double)layout.height * (double)pages > most_pixels)
        problem = "more pixels than fit in memory";
      else
        pixels->values =
            calloc((size_t)layout.width * layout.height * pages, sizeof *pixels->values);
      if (!problem && !pixels->values) problem = "more pixels than fit in memory";
      if (problem) break;
    } else if (layout.width != pixels->width || layout.height != pixels->height) {
      snprintf(
          pixels->message, sizeof pixels->message, "page %zu of %u by %u pixels after pages of %zu by %zu",
          page + 1, layout.width, layout.height, pixels->width, pixels->height);
      problem = pixels->message;
      break;
    }
    free(row);
    row = malloc((size_t)TIFFScanlineSize(tiff) + 8);
    for (uint32_t y = 0; y < layout.height && !problem; y++) {
      if (!row || TIFFReadScanline(tiff, row, y, 0) < 0) {
        problem = "rows that are missing or damaged";
        break;
      }
      double *target = pixels->values + (page * layout.height + y) * (size_t)layout.width;
      for (uint32_t x = 0; x < layout.width; x++) target[x] = sample(row, x, &layout);
    }
    if (page + 1 < pages && !problem && !TIFFReadDirectory(tiff)) problem = "a damaged page";
  }
  free(row);
  TIFFClose(tiff);
  if (!problem) return 0;
  return fail(pixels, problem == pixels->message ? NULL : problem);
}

/* gzip and zlib */

long pictures_inflate(
    const unsigned char *bytes, size_t count, unsigned char *target, size_t room) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (count > UINT_MAX || room > UINT_MAX || inflateInit2(&stream, 15 + 32) != Z_OK) return -1;
  stream.next_in = (unsigned char *)bytes;
  stream.avail_in = (unsigned)count;
  stream.next_out = target;
  stream.avail_out = (unsigned)room;
  int status = inflate(&stream, Z_FINISH);
  long produced = (long)stream.total_out;
  inflateEnd(&stream);
  /* A full target with more to come is too much data: damaged for the caller. */
  return status == Z_STREAM_END ? produced : -1;
}
