// Runs the blocks of a launch: threads one after another, between barriers, in one order or the other.
#include "kernels.h"
#include <atomic>
#include <csetjmp>

namespace csg {

namespace {

struct Worker {
    csg_launch launch{}; // first: a launch is its worker
    const Launch* what = nullptr;
    std::atomic<bool>* stop = nullptr;
    jmp_buf back;
    int code = 0;
    std::string text;
    std::vector<csg_site> sites;
    std::vector<unsigned char> shared, local, registers;
    std::vector<uint64_t> writers, readers;
    std::vector<int> at;
};

[[noreturn]] void fault(csg_launch* launch, int code, const char* what, uint64_t address, uint32_t bytes, int line)
{
    Worker* worker = (Worker*)launch;
    worker->code = code;
    worker->text = text("%s: %s, %u bytes at 0x%llx, block (%u, %u, %u), thread (%u, %u, %u), line %d of the PTX",
        worker->what->kernel->name, what, bytes, (unsigned long long)address, launch->ctaid[0], launch->ctaid[1], launch->ctaid[2],
        launch->tid[0], launch->tid[1], launch->tid[2], line);
    longjmp(worker->back, 1);
}

// An access was not in the allocation it was in before: finds the one it is in.
void find(csg_launch* launch, csg_site* site, uint64_t address, uint32_t bytes, int store, int line)
{
    Worker* worker = (Worker*)launch;
    if (address % bytes) fault(launch, MisalignedAddress, store ? "a misaligned store" : "a misaligned load", address, bytes, line);
    const Area* area = areaOf(address);
    if (area) *site = {area->base, area->size};
    for (uint32_t i = 0; !area && i < worker->what->module->constants; i++) {
        const csg_constant& constant = worker->what->module->constant[i];
        uint64_t start = (uint64_t)constant.start - launch->offset;
        if (address < start || address - start >= constant.bytes) continue;
        if (store) fault(launch, IllegalAddress, "a store to a constant", address, bytes, line);
        *site = {start, constant.bytes};
        if (bytes <= constant.bytes - (address - start)) return;
    }
    if (area && bytes <= area->size - (address - area->base)) return;
    fault(launch, IllegalAddress, store ? "a store outside live memory" : "a load outside live memory", address, bytes, line);
}

// Local memory of a thread, aligned for the next one.
uint32_t localRoom(const csg_kernel& kernel) { return (kernel.local + 15) / 16 * 16; }

void setThread(csg_launch& l, uint32_t index)
{
    l.tid[0] = index % l.ntid[0];
    l.tid[1] = index / l.ntid[0] % l.ntid[1];
    l.tid[2] = index / l.ntid[0] / l.ntid[1];
    l.thread = index;
}

void poisonWords(std::vector<unsigned char>& bytes)
{
    static const uint32_t pattern = 0x7fc0dead;
    for (size_t i = 0; i + 4 <= bytes.size(); i += 4) memcpy(&bytes[i], &pattern, 4);
}

void runBlock(Worker& w, uint64_t block)
{
    const csg_kernel& kernel = *w.what->kernel;
    csg_launch& l = w.launch;
    bool descending = state().settings.descending;
    uint32_t threads = l.ntid[0] * l.ntid[1] * l.ntid[2];
    l.ctaid[0] = block % l.nctaid[0];
    l.ctaid[1] = block / l.nctaid[0] % l.nctaid[1];
    l.ctaid[2] = block / l.nctaid[0] / l.nctaid[1];
    l.first_phase = ++l.phase;
    if (kernel.local) poisonWords(w.local);
    if (!kernel.registers) {
        for (uint32_t i = 0; i < threads; i++) {
            uint32_t t = descending ? threads - 1 - i : i;
            setThread(l, t);
            l.local = w.local.data() + (size_t)t * localRoom(kernel);
            kernel.run(&l, nullptr);
        }
        return;
    }
    std::fill(w.registers.begin(), w.registers.end(), 0);
    for (int barrier = -1; barrier != 0;) {
        int reached = -1;
        for (uint32_t i = 0; i < threads; i++) {
            uint32_t t = descending ? threads - 1 - i : i;
            setThread(l, t);
            l.local = w.local.data() + (size_t)t * localRoom(kernel);
            int at = kernel.run(&l, w.registers.data() + (size_t)t * kernel.registers);
            if (reached < 0) reached = at;
            else if (at != reached) fault(&l, LaunchFailed, "threads of a block are not at the same barrier", at, 0, reached);
        }
        barrier = reached;
        l.phase++;
    }
}

void work(Worker& w, uint64_t first, uint64_t end)
{
    bool descending = state().settings.descending;
    if (setjmp(w.back)) {
        w.stop->store(true);
        return;
    }
    for (uint64_t i = first; i < end && !w.stop->load(std::memory_order_relaxed); i++) runBlock(w, descending ? end - 1 - (i - first) : i);
}

void prepare(Worker& w, const Launch& what, std::atomic<bool>& stop)
{
    const csg_kernel& kernel = *what.kernel;
    w.what = &what;
    w.stop = &stop;
    w.sites.resize(kernel.sites + 1);
    csg_launch& l = w.launch;
    uint32_t threads = what.block[0] * what.block[1] * what.block[2];
    l.parameters = what.parameters.data();
    l.offset = alignmentOffset();
    l.sites = w.sites.data();
    l.shared_bytes = kernel.shared + what.dynamicShared;
    l.local_bytes = kernel.local;
    w.shared.resize((l.shared_bytes + 31) / 16 * 16);
    w.writers.resize(w.shared.size());
    w.readers.resize(w.shared.size());
    w.local.resize((size_t)localRoom(kernel) * threads);
    w.registers.resize((size_t)kernel.registers * threads);
    l.shared = (unsigned char*)(((uintptr_t)w.shared.data() + 15) / 16 * 16);
    l.writers = w.writers.data();
    l.readers = w.readers.data();
    l.find = find;
    l.fault = fault;
    for (int i = 0; i < 3; i++) {
        l.ntid[i] = what.block[i];
        l.nctaid[i] = what.grid[i];
    }
}

}

void runBlocks(const Launch& what)
{
    uint64_t blocks = (uint64_t)what.grid[0] * what.grid[1] * what.grid[2];
    uint64_t threads = blocks * what.block[0] * what.block[1] * what.block[2];
    std::atomic<bool> stop{false};
    Worker first;
    prepare(first, what, stop);
    if (blocks > 1 && threads >= 4096 && state().settings.threads > 1) {
        Worker second;
        prepare(second, what, stop);
        std::thread other([&] { work(second, blocks / 2, blocks); });
        work(first, 0, blocks / 2);
        other.join();
        if (!first.code && second.code) {
            first.code = second.code;
            first.text = second.text;
        }
    } else {
        work(first, 0, blocks);
    }
    if (first.code) throw Fault{first.code, first.text};
}

}
