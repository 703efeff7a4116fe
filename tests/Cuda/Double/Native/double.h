// What all parts of the double share: objects, the call guard, faults, memory, streams.
// Names and values of codes are those of the CUDA driver; nothing of NVIDIA's is included.
#pragma once
#include <chrono>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace csg {

enum class Library { driver, cublas, cudnn };
enum class Kind { context, stream, event, module, graph, graphExec, memory, pinned, cublas, cudnn, tensor, filter, convolution, count };

enum : int {
    Success = 0,
    InvalidValue = 1,
    OutOfMemory = 2,
    NotInitialized = 3,
    InvalidDevice = 101,
    InvalidContext = 201,
    NoBinary = 209,
    InvalidPtx = 218,
    UnsupportedPtxVersion = 222,
    IllegalState = 401,
    InvalidHandle = 400,
    NotFound = 500,
    NotReady = 600,
    IllegalAddress = 700,
    LaunchOutOfResources = 701,
    ContextIsDestroyed = 709,
    MisalignedAddress = 716,
    LaunchFailed = 719,
    NotSupported = 801,
    CaptureUnsupported = 900,
    CaptureInvalidated = 901,
    CapturedEvent = 907,
    CaptureWrongThread = 908,
    Unknown = 999
};

// The statuses of cuDNN, by meaning: their numbers differ between majors 8 and 9.
enum class Dnn { success, notInitialized, allocationFailed, badParameter, internalError, executionFailed, notSupported };
enum : int { BlasNotInitialized = 1, BlasAllocFailed = 3, BlasInvalidValue = 7, BlasExecutionFailed = 13, BlasNotSupported = 15 };

struct Context;

struct Object {
    Object(Kind kind, std::shared_ptr<Context> context) : kind(kind), context(std::move(context)) {}
    virtual ~Object() = default;
    Kind kind;
    std::shared_ptr<Context> context;
    uint64_t handle = 0;
};

struct Context : Object {
    explicit Context(int device) : Object(Kind::context, nullptr), device(device) {}
    int device, references = 0, dead = 0;
    bool destroyed = false;
};

// What makes the context dead while work is executed.
struct Fault {
    int code;
    std::string text;
};

struct Stream;
struct Record {
    bool done = false;
    std::chrono::steady_clock::time_point time;
    std::weak_ptr<Stream> stream;
};
using Work = std::function<void()>;

struct Capture {
    int mode, invalid = 0;
    std::thread::id thread;
    std::vector<Work> work;
    std::string name;
};

struct Stream : Object {
    using Object::Object;
    std::deque<Work> queue;
    std::unique_ptr<Capture> capture;
};

struct Event : Object {
    using Object::Object;
    bool timing = true, captured = false;
    std::shared_ptr<Record> record;
};

struct Settings {
    int devices = 1, major = 9, minor = 0, multiprocessors = 132, driver = 12080, cudnn = 90600, cudart = 12080, cublas = 120804;
    int eager = 0, descending = 0, stalled = 0, threads = 2;
    uint64_t memory = 8ull << 30;
    uint64_t failAt = 0;
    int failCode = 0;
    std::map<std::string, int> failures;
};

struct State {
    std::recursive_mutex mutex;
    Settings settings;
    bool initialized = false;
    uint64_t calls = 0, failed = 0, nextHandle = 1;
    std::unordered_map<uint64_t, std::shared_ptr<Object>> objects;
    std::map<std::string, uint64_t> callCounts, launchCounts;
    std::map<int, std::shared_ptr<Context>> primary;
    std::string lastFault;
    int live[(int)Kind::count] = {};
};
State& state();

// One call of the API: holds the lock, counts, and says whether this call was chosen to fail (`failure`).
// Calls that release something do so even if they are chosen to fail: the code is then that of earlier work, as with CUDA.
class Call {
public:
    Call(const char* name, Library library);
    int failure = 0;
    const char* name;

private:
    std::lock_guard<std::recursive_mutex> guard;
};

// Notes what was wrong, for people, and gives the code back.
__attribute__((format(printf, 2, 3))) int refuse(int code, const char* format, ...);
std::string text(const char* format, ...) __attribute__((format(printf, 1, 2)));
int dnn(Dnn status);
__attribute__((format(printf, 2, 3))) int refuseDnn(Dnn status, const char* format, ...);

uint64_t add(std::shared_ptr<Object> object);
void remove(uint64_t handle);
std::shared_ptr<Object> findObject(const void* handle, Kind kind);
template <class T> std::shared_ptr<T> find(const void* handle, Kind kind) { return std::static_pointer_cast<T>(findObject(handle, kind)); }

// The current context of this thread, checked: 0, or the code to answer.
int current(std::shared_ptr<Context>& context);
std::vector<uint64_t>& contextStack();
// A stream of the current context: 0, or the code to answer.
int streamOf(const void* handle, std::shared_ptr<Context>& context, std::shared_ptr<Stream>& stream);

// Memory.
struct Area {
    uint64_t base, size;
    std::shared_ptr<Context> context;
};
const Area* areaOf(uint64_t address);
bool covers(uint64_t address, uint64_t bytes);
uint64_t alignmentOffset(); // own mapping − device mapping
inline char* own(uint64_t address) { return (char*)(address + alignmentOffset()); }
bool isPinned(const void* pointer, uint64_t bytes, bool& partly);
uint64_t usedMemory();
uint64_t pinnedMemory();
void forgetMemory();
// For work that runs later: the range must be alive then too.
char* alive(uint64_t address, uint64_t bytes, const char* what);

// Streams. submit() queues, records or runs; whoever waits drains.
int submit(Stream& stream, const char* name, Work work);
bool step(Stream& stream);
void drain(Stream& stream);
void drainAll(Context& context);
void waitFor(Record& record);
// Whether a call that captures forbid may be made now; invalidates captures and answers the code if not.
int forbiddenWhileCapturing(const char* name);
int invalidate(Stream& stream, int code, const char* why);

// Kernels.
int addKernels(const char* path);

// Products: C = alpha · A · B + beta · C of rows × columns, elements fetched in panels.
struct Panels {
    int64_t rows, columns, depth;
    // Row `row` .. of A as [depth][count]; columns of B as [depth][count]. Absent ones are zero.
    std::function<void(int64_t row, int count, int64_t k, int64_t ks, float*to, int stride)> a, b;
    std::function<void(int64_t row, int64_t column, int rows, int columns, const float* sums, int stride)> store;
};
void multiply(const Panels& panels);
float toTf32(float value);
bool tf32Possible();

inline void* handleOf(uint64_t handle) { return (void*)(uintptr_t)handle; }

}

#define CHECKED(call_)                                                                                                                     \
    do {                                                                                                                                   \
        int code_ = (call_);                                                                                                               \
        if (code_) return code_;                                                                                                           \
    } while (0)
