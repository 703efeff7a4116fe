// Modules: PTX is accepted if its translation is at hand; functions and launches.
#include "kernels.h"
#include <dlfcn.h>
#include <sstream>

namespace csg {

struct Module : Object {
    using Object::Object;
    const csg_module* translated = nullptr;
};

struct Function {
    std::weak_ptr<Module> module;
    const csg_kernel* kernel;
};

static std::map<uint64_t, const csg_module*> translations;
static std::map<uint64_t, Function> functions;
static bool environmentRead;

int addKernels(const char* path)
{
    void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) return refuse(NotFound, "%s", dlerror());
    const csg_module* module = (const csg_module*)dlsym(library, "csg_translated");
    if (!module) return refuse(NotFound, "%s holds no translated kernels", path);
    translations[module->hash] = module;
    return Success;
}

// PTX 6.0 came with CUDA 9.0, 6.3 with 10.0, 7.0 with 11.0, 8.0 with 12.0, 9.0 with 13.0; each minor version brought one.
static int newestPtx(int driver)
{
    int base = driver >= 13000 ? 90 : driver >= 12000 ? 80 : driver >= 11000 ? 70 : driver >= 10000 ? 63 : 60;
    return base + driver % 1000 / 10;
}

static const csg_module* translationOf(const char* ptx)
{
    if (!environmentRead) {
        environmentRead = true;
        if (const char* paths = getenv("CSG_DOUBLE_KERNELS")) {
            std::stringstream each(paths);
            for (std::string path; std::getline(each, path, ':');) addKernels(path.c_str());
        }
    }
    uint64_t hash = 14695981039346656037ull;
    for (const char* c = ptx; *c; c++) hash = (hash ^ (unsigned char)*c) * 1099511628211ull;
    auto found = translations.find(hash);
    return found == translations.end() ? nullptr : found->second;
}

}

using namespace csg;

EXPORTED int cuModuleLoadDataEx(void** result, const void* image, unsigned count, const int* options, void** values)
{
    Call call("cuModuleLoadDataEx", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    CHECKED(current(context));
    CHECKED(forbiddenWhileCapturing(call.name));
    char *infoLog = nullptr, *errorLog = nullptr;
    size_t errorRoom = 0;
    for (unsigned i = 0; i < count; i++) {
        if (options[i] < 0 || options[i] > 17) return refuse(InvalidValue, "the double knows no JIT option %d", options[i]);
        if (options[i] == 3) infoLog = (char*)values[i];
        if (options[i] == 5) errorLog = (char*)values[i];
        if (options[i] == 6) errorRoom = (size_t)(uintptr_t)values[i];
    }
    if (infoLog) *infoLog = 0;
    if (errorLog && errorRoom) *errorLog = 0;
    int code = Success;
    std::shared_ptr<Module> module = std::make_shared<Module>(Kind::module, context);
    const Settings& s = state().settings;
    if (!image || !strstr((const char*)image, ".version")) code = refuse(InvalidPtx, "the image is no PTX");
    else if (!(module->translated = translationOf((const char*)image)))
        code = refuse(InvalidPtx, "this PTX is not one that was translated (CSG_DOUBLE_KERNELS, or the control call)");
    else if ((int)module->translated->target > s.major * 10 + s.minor)
        code = refuse(NoBinary, "the PTX is for sm_%u, the device is sm_%d%d", module->translated->target, s.major, s.minor);
    else if ((int)module->translated->version > newestPtx(s.driver))
        code = refuse(UnsupportedPtxVersion, "PTX version %u is newer than driver %d", module->translated->version, s.driver);
    if (code) {
        if (errorLog && errorRoom) {
            strncpy(errorLog, state().lastFault.c_str(), errorRoom - 1);
            errorLog[errorRoom - 1] = 0;
        }
        return code;
    }
    *result = handleOf(add(module));
    return Success;
}

EXPORTED int cuModuleGetFunction(void** result, void* handle, const char* name)
{
    Call call("cuModuleGetFunction", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    CHECKED(current(context));
    std::shared_ptr<Module> module = find<Module>(handle, Kind::module);
    if (!module) return refuse(InvalidHandle, "%p is not a live module", handle);
    for (uint32_t i = 0; i < module->translated->kernels; i++) {
        if (strcmp(module->translated->kernel[i].name, name)) continue;
        uint64_t function = 0x00C6000000000000ull + (state().nextHandle++ << 8);
        functions[function] = {module, &module->translated->kernel[i]};
        *result = handleOf(function);
        return Success;
    }
    return refuse(NotFound, "the module has no kernel %s", name);
}

EXPORTED int cuModuleUnload(void* handle)
{
    Call call("cuModuleUnload", Library::driver);
    std::shared_ptr<Context> context;
    int sticky = current(context);
    if (!context || context->destroyed) return sticky;
    if (!find<Module>(handle, Kind::module)) return refuse(InvalidHandle, "%p is not a live module", handle);
    drainAll(*context);
    remove((uint64_t)(uintptr_t)handle);
    for (auto each = functions.begin(); each != functions.end();)
        each = each->second.module.expired() ? functions.erase(each) : std::next(each);
    return call.failure ? call.failure : context->dead;
}

EXPORTED int cuLaunchKernel(void* handle, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY, unsigned blockZ,
    unsigned shared, void* streamHandle, void** parameters, void** extra)
{
    Call call("cuLaunchKernel", Library::driver);
    if (call.failure) return call.failure;
    std::shared_ptr<Context> context;
    std::shared_ptr<Stream> stream;
    CHECKED(streamOf(streamHandle, context, stream));
    auto found = functions.find((uint64_t)(uintptr_t)handle);
    std::shared_ptr<Module> module = found == functions.end() ? nullptr : found->second.module.lock();
    if (!module) return refuse(InvalidHandle, "%p is not a function of a loaded module", handle);
    if (module->context != context) return refuse(InvalidHandle, "the function is of another context");
    const csg_kernel* kernel = found->second.kernel;
    if (!gridX || !gridY || !gridZ || gridX > 2147483647u || gridY > 65535 || gridZ > 65535)
        return refuse(InvalidValue, "%s: a grid of %u × %u × %u", kernel->name, gridX, gridY, gridZ);
    if (!blockX || !blockY || !blockZ || blockX > 1024 || blockY > 1024 || blockZ > 64 || blockX * blockY * blockZ > 1024)
        return refuse(InvalidValue, "%s: a block of %u × %u × %u threads", kernel->name, blockX, blockY, blockZ);
    if (kernel->threads && blockX * blockY * blockZ > kernel->threads)
        return refuse(LaunchOutOfResources, "%s: %u threads, at most %u", kernel->name, blockX * blockY * blockZ, kernel->threads);
    if ((uint64_t)kernel->shared + shared > 49152) return refuse(InvalidValue, "%s: over 48 KiB of shared memory", kernel->name);
    if (extra || (!parameters && kernel->parameters)) return refuse(InvalidValue, "%s: parameters are given as pointers", kernel->name);
    std::shared_ptr<Launch> launch = std::make_shared<Launch>();
    *launch = {module->translated, kernel, {gridX, gridY, gridZ}, {blockX, blockY, blockZ}, shared, {}};
    for (uint32_t i = 0; i < kernel->parameters; i++) {
        uint32_t end = kernel->parameter_offsets[i] + kernel->parameter_bytes[i];
        if (launch->parameters.size() < end) launch->parameters.resize(end);
        memcpy(launch->parameters.data() + kernel->parameter_offsets[i], parameters[i], kernel->parameter_bytes[i]);
    }
    state().launchCounts[kernel->name]++;
    return submit(*stream, kernel->name, [launch] { runBlocks(*launch); });
}
