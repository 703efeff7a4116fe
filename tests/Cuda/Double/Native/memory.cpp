// Device memory: one file in memory, mapped twice. The addresses given out are of a mapping that nobody may touch;
// the double reads by the other. Addresses are never used twice, so that a stale one is always seen.
#include "double.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace csg {

static constexpr uint64_t Space = 8ull << 40, Page = 4096, Start = 256;

static std::map<uint64_t, Area> areas;
static std::map<uint64_t, std::pair<uint64_t, char*>> pinned; // start: bytes, mapping
static uint64_t deviceBase, ownBase, next, used;
static int file = -1;

static bool open()
{
    if (file >= 0) return true;
    file = memfd_create("device", MFD_CLOEXEC);
    if (file < 0 || ftruncate(file, Space)) return false;
    void* device = mmap(nullptr, Space, PROT_NONE, MAP_SHARED | MAP_NORESERVE, file, 0);
    void* mine = mmap(nullptr, Space, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0);
    if (device == MAP_FAILED || mine == MAP_FAILED) return false;
    deviceBase = (uint64_t)device;
    ownBase = (uint64_t)mine;
    next = Page;
    return true;
}

uint64_t alignmentOffset() { return ownBase - deviceBase; }
uint64_t usedMemory() { return used; }

uint64_t pinnedMemory()
{
    uint64_t bytes = 0;
    for (auto& [start, area] : pinned) bytes += area.first;
    return bytes;
}

const Area* areaOf(uint64_t address)
{
    auto after = areas.upper_bound(address);
    if (after == areas.begin()) return nullptr;
    const Area& area = std::prev(after)->second;
    return address - area.base < area.size ? &area : nullptr;
}

bool covers(uint64_t address, uint64_t bytes)
{
    const Area* area = areaOf(address);
    return area && bytes <= area->size - (address - area->base);
}

char* alive(uint64_t address, uint64_t bytes, const char* what)
{
    if (bytes && !covers(address, bytes))
        throw Fault{IllegalAddress,
            text("%s: %llu bytes at 0x%llx are not in one live allocation when the work runs", what, (unsigned long long)bytes,
                (unsigned long long)address)};
    return own(address);
}

bool isPinned(const void* pointer, uint64_t bytes, bool& partly)
{
    uint64_t start = (uint64_t)(uintptr_t)pointer;
    auto after = pinned.upper_bound(start);
    partly = after != pinned.end() && start + bytes > after->first;
    if (after == pinned.begin()) return false;
    auto [base, area] = *std::prev(after);
    if (start - base >= area.first) return false;
    partly = bytes > area.first - (start - base);
    return !partly;
}

void forgetMemory()
{
    for (auto& [base, area] : areas)
        fallocate(
            file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, base - deviceBase - Start, (area.size + Start + Page - 1) / Page * Page);
    areas.clear();
    pinned.clear();
    used = 0;
}

// Memory that nobody wrote is not a number, also as an index.
static void poison(char* to, uint64_t bytes)
{
    uint32_t pattern = 0x7fc0dead;
    uint64_t whole = bytes / 4 * 4;
    for (uint64_t i = 0; i < whole; i += 4) memcpy(to + i, &pattern, 4);
    memset(to + whole, 0x7f, bytes - whole);
}

}

using namespace csg;

EXPORTED int cuMemAlloc_v2(uint64_t* address, size_t bytes)
{
    Call call("cuMemAlloc_v2", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    CHECKED(current(context));
    CHECKED(forbiddenWhileCapturing(call.name));
    if (bytes == 0) return refuse(InvalidValue, "an allocation of 0 bytes");
    if (!csg::open()) return refuse(Unknown, "the double cannot map its memory");
    if (bytes > state().settings.memory || used + bytes > state().settings.memory)
        return refuse(OutOfMemory, "%zu bytes asked, %llu of %llu used", bytes, (unsigned long long)used,
            (unsigned long long)state().settings.memory);
    uint64_t room = (bytes + Start + Page - 1) / Page * Page;
    if (next + room + Page > Space) return refuse(OutOfMemory, "the double's address space is used up");
    uint64_t base = deviceBase + next + Start;
    next += room + Page;
    areas[base] = {base, bytes, context};
    used += bytes;
    poison(own(base), bytes);
    state().live[(int)Kind::memory]++;
    *address = base;
    return Success;
}

EXPORTED int cuMemFree_v2(uint64_t address)
{
    Call call("cuMemFree_v2", Library::driver);
    std::shared_ptr<Context> context;
    int sticky = current(context);
    if (!context || context->destroyed) return sticky;
    CHECKED(forbiddenWhileCapturing(call.name));
    drainAll(*context);
    auto found = areas.find(address);
    if (found == areas.end()) return refuse(InvalidValue, "0x%llx is not the start of a live allocation", (unsigned long long)address);
    if (found->second.context != context) return refuse(InvalidValue, "the memory is of another context");
    uint64_t offset = address - deviceBase - Start, room = (found->second.size + Start + Page - 1) / Page * Page;
    used -= found->second.size;
    areas.erase(found);
    fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, room);
    state().live[(int)Kind::memory]--;
    return call.failure ? call.failure : context->dead;
}

EXPORTED int cuMemGetInfo_v2(size_t* free, size_t* total)
{
    Call call("cuMemGetInfo_v2", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    CHECKED(current(context));
    *total = state().settings.memory;
    *free = used > *total ? 0 : *total - used;
    return Success;
}

EXPORTED int cuMemHostAlloc(void** pointer, size_t bytes, unsigned flags)
{
    Call call("cuMemHostAlloc", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    CHECKED(current(context));
    CHECKED(forbiddenWhileCapturing(call.name));
    if (bytes == 0 || flags > 7) return refuse(InvalidValue, "pinned memory of %zu bytes with flags %u", bytes, flags);
    // A page that nobody may touch before and behind; the end of the memory is the end of a page, but for alignment to 64 bytes.
    uint64_t room = (bytes + Page - 1) / Page * Page;
    char* mapping = (char*)mmap(nullptr, room + 2 * Page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapping == MAP_FAILED) return refuse(OutOfMemory, "no pinned memory of %zu bytes", bytes);
    mprotect(mapping + Page, room, PROT_READ | PROT_WRITE);
    char* start = mapping + Page + (room - bytes) / 64 * 64;
    poison(start, bytes);
    pinned[(uint64_t)start] = {bytes, mapping};
    state().live[(int)Kind::pinned]++;
    *pointer = start;
    return Success;
}

// The memory is gone at once: work that still uses it finds nothing there.
EXPORTED int cuMemFreeHost(void* pointer)
{
    Call call("cuMemFreeHost", Library::driver);
    std::shared_ptr<Context> context;
    int sticky = current(context);
    if (!context || context->destroyed) return sticky;
    auto found = pinned.find((uint64_t)(uintptr_t)pointer);
    if (found == pinned.end()) return refuse(InvalidValue, "%p is not the start of live pinned memory", pointer);
    auto [bytes, mapping] = found->second;
    munmap(mapping, (bytes + Page - 1) / Page * Page + 2 * Page);
    pinned.erase(found);
    state().live[(int)Kind::pinned]--;
    return call.failure ? call.failure : context->dead;
}
