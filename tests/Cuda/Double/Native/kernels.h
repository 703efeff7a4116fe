// Modules of translated kernels and their launches.
#pragma once
#include "double.h"
#include "kernel.h"

namespace csg {

struct Launch {
    const csg_module* module;
    const csg_kernel* kernel;
    uint32_t grid[3], block[3], dynamicShared;
    std::vector<unsigned char> parameters;
};

// Runs all blocks, on as many threads as the settings say; throws Fault if a thread of it does.
void runBlocks(const Launch& launch);

}
