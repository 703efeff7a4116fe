// What tests ask of the double. None of these calls is counted.
#include "double.h"
#include <cstdlib>

using namespace csg;

namespace {

// Made when it is first read, which is before other globals are made where the environment names settings.
const std::map<std::string, int Settings::*>& numbers()
{
    static const std::map<std::string, int Settings::*> all = {{"devices", &Settings::devices}, {"major", &Settings::major},
        {"minor", &Settings::minor}, {"multiprocessors", &Settings::multiprocessors}, {"driver", &Settings::driver},
        {"cudnn", &Settings::cudnn}, {"cudart", &Settings::cudart}, {"cublas", &Settings::cublas}, {"eager", &Settings::eager},
        {"descending", &Settings::descending}, {"stalled", &Settings::stalled}, {"threads", &Settings::threads},
        {"failCode", &Settings::failCode}};
    return all;
}

size_t answer(const std::string& text, char* buffer, size_t room)
{
    if (buffer && room) {
        strncpy(buffer, text.c_str(), room - 1);
        buffer[room - 1] = 0;
    }
    return text.size() + 1;
}

#define LOCKED std::lock_guard<std::recursive_mutex> guard(state().mutex)

// Programs that are no tests set the double up by their environment: CSG_DOUBLE="eager=1 major=7 memory=1000000".
__attribute__((constructor)) void readEnvironment();

}

EXPORTED int csg_double_set(const char* name, int64_t value)
{
    LOCKED;
    if (!strcmp(name, "memory")) {
        state().settings.memory = value;
        return 1;
    }
    if (!strcmp(name, "failAt")) {
        state().settings.failAt = value ? state().calls + value : 0;
        return 1;
    }
    auto found = numbers().find(name);
    if (found == numbers().end()) return 0;
    state().settings.*found->second = (int)value;
    return 1;
}

// A call by name fails with this code until it is 0 again.
EXPORTED void csg_double_fail(const char* name, int code)
{
    LOCKED;
    if (code) state().settings.failures[name] = code;
    else state().settings.failures.erase(name);
}

EXPORTED int64_t csg_double_get(const char* name)
{
    LOCKED;
    if (!strcmp(name, "calls")) return state().calls;
    if (!strcmp(name, "failed")) return state().failed;
    if (!strcmp(name, "used")) return usedMemory();
    if (!strcmp(name, "pinned")) return pinnedMemory();
    if (!strcmp(name, "contexts")) return contextStack().size(); // current on this thread
    if (!strcmp(name, "memory")) return state().settings.memory;
    if (!strcmp(name, "pending")) {
        int64_t work = 0;
        for (auto& [handle, object] : state().objects)
            if (object->kind == Kind::stream) work += static_cast<Stream&>(*object).queue.size();
        return work;
    }
    auto found = numbers().find(name);
    return found == numbers().end() ? -1 : state().settings.*found->second;
}

EXPORTED int csg_double_live(int kind)
{
    LOCKED;
    return kind >= 0 && kind < (int)Kind::count ? state().live[kind] : -1;
}

EXPORTED size_t csg_double_fault(char* buffer, size_t room)
{
    LOCKED;
    return answer(state().lastFault, buffer, room);
}

// "name count" a line: calls, then launches as "launch:kernel count".
EXPORTED size_t csg_double_log(char* buffer, size_t room)
{
    LOCKED;
    std::string log;
    for (auto& [name, count] : state().callCounts) log += name + " " + std::to_string(count) + "\n";
    for (auto& [name, count] : state().launchCounts) log += "launch:" + name + " " + std::to_string(count) + "\n";
    return answer(log, buffer, room);
}

// Settings, counts and log as at first; objects stay as they are.
EXPORTED void csg_double_reset()
{
    LOCKED;
    state().settings = Settings();
    state().calls = state().failed = 0;
    state().callCounts.clear();
    state().launchCounts.clear();
    state().lastFault.clear();
}

// All objects are gone, whatever their contexts: what a test leaked on purpose does not trouble the next one.
EXPORTED void csg_double_forget()
{
    LOCKED;
    for (auto& [handle, object] : state().objects)
        if (object->kind == Kind::context) static_cast<Context&>(*object).destroyed = true;
    state().objects.clear();
    state().primary.clear();
    forgetMemory();
    memset(state().live, 0, sizeof state().live);
}

EXPORTED int csg_double_kernels(const char* path)
{
    LOCKED;
    return addKernels(path);
}

// Bytes of device memory, whatever streams still have to do; for tests of the double itself.
EXPORTED int csg_double_peek(uint64_t address, void* to, size_t bytes)
{
    LOCKED;
    if (!covers(address, bytes)) return 0;
    memcpy(to, own(address), bytes);
    return 1;
}

namespace {

void readEnvironment()
{
    const char* text = getenv("CSG_DOUBLE");
    if (!text) return;
    for (std::string all = text; !all.empty();) {
        size_t end = all.find(' ');
        std::string one = all.substr(0, end);
        size_t equals = one.find('=');
        if (!one.empty()
            && (equals == std::string::npos || !csg_double_set(one.substr(0, equals).c_str(), atoll(one.c_str() + equals + 1)))) {
            fprintf(stderr, "CSG_DOUBLE: '%s' is no setting of the double\n", one.c_str());
            abort();
        }
        all = end == std::string::npos ? "" : all.substr(end + 1);
    }
}

}
