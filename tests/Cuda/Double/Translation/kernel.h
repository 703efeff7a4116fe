// The seam between translated kernels (C, made from PTX) and the double that runs them.
#pragma once
#include <stdint.h>

#define CSG_SHARED 0x5100000000000000ull // windows of shared and local memory among generic addresses
#define CSG_LOCAL 0x5200000000000000ull

// What an access last found: the live allocation it was in.
typedef struct {
    uint64_t low, room;
} csg_site;

// One thread of a block while it runs.
typedef struct csg_launch {
    const unsigned char* parameters;
    uint64_t offset; // the double's own mapping − the device's addresses
    csg_site* sites;
    unsigned char* shared;
    // Who wrote and who read each byte of shared memory last: phase · 2048 + thread. A phase is the time between two barriers.
    uint64_t *writers, *readers;
    uint64_t phase, first_phase; // of now, and the first of this block
    uint32_t thread;
    unsigned char* local;
    uint32_t shared_bytes, local_bytes;
    uint32_t tid[3], ntid[3], ctaid[3], nctaid[3];
    void (*find)(struct csg_launch*, csg_site*, uint64_t address, uint32_t bytes, int store, int line);
    __attribute__((noreturn)) void (*fault)(struct csg_launch*, int code, const char* what, uint64_t address, uint32_t bytes, int line);
} csg_launch;

typedef struct {
    const char* name;
    int (*run)(csg_launch*, void* registers); // 0: the thread ended; k: it waits at the k-th barrier
    uint32_t registers;                       // bytes kept for a thread across barriers; 0: no barriers
    uint32_t shared, local, sites;
    uint32_t threads;    // most threads of a block, 0: not said
    uint32_t parameters; // how many
    const uint32_t *parameter_offsets, *parameter_bytes;
} csg_kernel;

typedef struct {
    const void* start;
    uint64_t bytes;
} csg_constant;

typedef struct {
    uint64_t hash;            // FNV-1a of the PTX
    uint32_t version, target; // 63 for .version 6.3, 60 for sm_60
    uint32_t kernels, constants;
    const csg_kernel* kernel;
    const csg_constant* constant;
} csg_module;
