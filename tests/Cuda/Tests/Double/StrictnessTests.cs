using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Double;

/// <summary>What the double refuses, and when its streams work.</summary>
public sealed unsafe class StrictnessTests
{
    [Fact]
    public void New_memory_is_no_number_and_nothing_the_host_may_read()
    {
        using Machine machine = new();
        ulong pointer = machine.Allocate(10);
        byte[] bytes = new byte[10];
        CudaDouble.Peek(pointer, bytes);
        Assert.True(float.IsNaN(BitConverter.ToSingle(bytes)) && float.IsNaN(BitConverter.ToSingle(bytes, 4)));
        Assert.Throws<ArgumentException>(() => CudaDouble.Peek(pointer + 1, bytes));
        // The mapping may not be read: a look would end the process. The kernel says so too.
        string map = File.ReadLines("/proc/self/maps").Single(line =>
        {
            ulong[] range = [.. line.Split(' ')[0].Split('-').Select(each => System.Convert.ToUInt64(each, 16))];
            return range[0] <= pointer && pointer < range[1];
        });
        Assert.Equal("---s", map.Split(' ')[1]);
    }

    [Fact]
    public void Memory_ends_where_it_was_said_to()
    {
        using Machine machine = new();
        CudaDouble.MemoryLimit = 1000;
        ulong pointer = machine.Allocate(600), other;
        Assert.Equal(2, Driver.cuMemAlloc_v2(&other, 401));
        Machine.Check(Driver.cuMemAlloc_v2(&other, 400));
        nuint free, total;
        Machine.Check(Driver.cuMemGetInfo_v2(&free, &total));
        Assert.Equal((0u, 1000u), (free, total));
        Assert.Equal(1, Driver.cuMemFree_v2(other + 4));
        Machine.Check(Driver.cuMemFree_v2(other));
        Assert.Equal(1, Driver.cuMemFree_v2(other));
        Assert.Equal(1, Driver.cuMemAlloc_v2(&other, 0));
        Assert.Equal(1, Driver.cuMemsetD32Async(pointer, 0, 151, machine.Stream));
        Assert.Equal(1, Driver.cuMemsetD32Async(pointer + 2, 0, 1, machine.Stream));
        Machine.Check(Driver.cuMemsetD32Async(pointer, 0, 150, machine.Stream));
        Assert.Equal(new int[150], machine.Download<int>(pointer, 150));
    }

    [Fact]
    public void Work_waits_for_who_waits_for_it()
    {
        foreach (bool eager in (bool[])[false, true])
        {
            using Machine machine = new();
            CudaDouble.Eager = eager;
            ulong pointer = machine.Upload<int>(1, 2, 3);
            int* pinned = machine.Pin<int>(3);
            (pinned[0], pinned[1], pinned[2]) = (4, 5, 6);
            Machine.Check(Driver.cuMemcpyHtoDAsync_v2(pointer, pinned, 12, machine.Stream));
            pinned[1] = 7;      // too early: a late stream sees it
            int* back = machine.Pin<int>(3);
            back[2] = -1;
            Machine.Check(Driver.cuMemcpyDtoHAsync_v2(back, pointer, 12, machine.Stream));
            Assert.Equal(eager ? 0 : 3, CudaDouble.PendingWork);
            Assert.Equal(eager ? 6 : -1, back[2]);
            Machine.Check(machine.Synchronize());
            Assert.Equal((4, eager ? 5 : 7, 6), (back[0], back[1], back[2]));
        }
    }

    [Fact]
    public void Memory_that_is_not_pinned_is_taken_at_once()
    {
        using Machine machine = new();
        int[] small = [1, 2], large = new int[100_000];
        ulong first = machine.Upload<int>(small), second = machine.Upload<int>(large);
        (small[0], large[5]) = (9, 9);
        Assert.Equal(1, machine.Download<int>(first, 2)[0]);
        Assert.Equal(0, machine.Download<int>(second, 6)[5]);
    }

    [Fact]
    public void Events_say_when_their_work_is_done()
    {
        using Machine machine = new();
        nint start, end, quiet, other;
        Machine.Check(Driver.cuEventCreate(&start, 0));
        Machine.Check(Driver.cuEventCreate(&end, 0));
        Machine.Check(Driver.cuEventCreate(&quiet, 2));
        Machine.Check(Driver.cuStreamCreate(&other, 1));
        ulong pointer = machine.Allocate(400);
        float time;
        Assert.Equal(400, Driver.cuEventElapsedTime(&time, start, end));
        Machine.Check(Driver.cuEventRecord(start, machine.Stream));
        Machine.Check(Driver.cuMemsetD32Async(pointer, 5, 100, machine.Stream));
        Machine.Check(Driver.cuEventRecord(end, machine.Stream));
        Assert.Equal(600, Driver.cuEventElapsedTime(&time, start, end));
        Machine.Check(Driver.cuStreamWaitEvent(other, end, 0));
        Machine.Check(Driver.cuEventRecord(quiet, other));
        Machine.Check(Driver.cuEventSynchronize(quiet));
        Assert.Equal(0, Driver.cuEventQuery(end));
        Machine.Check(Driver.cuEventElapsedTime(&time, start, end));
        Assert.True(time >= 0);
        Assert.Equal(400, Driver.cuEventElapsedTime(&time, start, quiet));
        Machine.Check(Driver.cuMemsetD32Async(pointer, 6, 100, machine.Stream));
        Machine.Check(Driver.cuEventRecord(end, machine.Stream));
        int questions = 0;
        while (Driver.cuEventQuery(end) == 600)
            questions++;
        Assert.Equal(2, questions);
        Assert.Equal(0, Driver.cuStreamQuery(machine.Stream));
        foreach (nint each in (nint[])[start, end, quiet])
            Machine.Check(Driver.cuEventDestroy_v2(each));
        Assert.Equal(400, Driver.cuEventDestroy_v2(end));
        Machine.Check(Driver.cuStreamDestroy_v2(other));
        Assert.Equal(400, Driver.cuStreamSynchronize(other));
    }

    [Fact]
    public void Rows_are_copied_within_their_pitch()
    {
        using Machine machine = new();
        ulong from = machine.Upload<int>(1, 2, 3, 4, 5, 6), to = machine.Upload<int>(0, 0, 0, 0, 0, 0, 0, 0);
        Copy2D copy = new()
        {
            SourceType = Copy2D.Device,
            SourceDevice = from,
            SourcePitch = 12,
            SourceX = 4,
            DestinationType = Copy2D.Device,
            DestinationDevice = to,
            DestinationPitch = 16,
            DestinationX = 8,
            WidthInBytes = 8,
            Height = 2,
        };
        Machine.Check(Driver.cuMemcpy2DAsync_v2(&copy, machine.Stream));
        Assert.Equal([0, 0, 2, 3, 0, 0, 5, 6], machine.Download<int>(to, 8));
        Copy2D wide = copy with { SourceX = 8 };
        Assert.Equal(1, Driver.cuMemcpy2DAsync_v2(&wide, machine.Stream));
        Copy2D high = copy with { Height = 3 };
        Assert.Equal(1, Driver.cuMemcpy2DAsync_v2(&high, machine.Stream));
        Copy2D array = copy with { SourceType = 3 };
        Assert.Equal(1, Driver.cuMemcpy2DAsync_v2(&array, machine.Stream));
    }

    [Fact]
    public void Without_a_context_nothing_goes()
    {
        using Machine machine = new();
        nint context, stream;
        ulong pointer = machine.Allocate(4), other;
        Machine.Check(Driver.cuCtxPopCurrent_v2(&context));
        Assert.Equal(machine.Context, context);
        Assert.Equal(201, Driver.cuCtxPopCurrent_v2(&context));
        Assert.Equal(201, Driver.cuMemAlloc_v2(&other, 4));
        Assert.Equal(201, Driver.cuMemFree_v2(pointer));
        Assert.Equal(201, Driver.cuStreamCreate(&stream, 0));
        Assert.Equal(201, Driver.cuStreamSynchronize(machine.Stream));
        Assert.Equal(201, Driver.cuCtxPushCurrent_v2(context + 1));
        // Each thread has a stack of its own.
        Machine.Check(Driver.cuCtxPushCurrent_v2(machine.Context));
        int status = 0;
        Thread thread = new(() =>
        {
            ulong third;
            status = Driver.cuMemAlloc_v2(&third, 4);
        });
        thread.Start();
        thread.Join();
        Assert.Equal(201, status);
        Assert.Equal(400, Driver.cuMemsetD32Async(pointer, 0, 1, 0));
    }

    [Fact]
    public void Calls_are_counted_and_fail_when_they_are_to()
    {
        using Machine machine = new();
        long calls = CudaDouble.Calls;
        ulong first, second;
        CudaDouble.FailCall(2);
        Machine.Check(Driver.cuMemAlloc_v2(&first, 4));
        Assert.Equal(2, Driver.cuMemAlloc_v2(&second, 4));
        Assert.Equal((calls + 2, 1), (CudaDouble.Calls, CudaDouble.FailedCalls));
        // What releases does so even then.
        CudaDouble.FailCall(1, 999);
        Assert.Equal(999, Driver.cuMemFree_v2(first));
        Assert.Equal(["context", "stream"], CudaDouble.Live.Keys);
        CudaDouble.FailCalls("cuMemHostAlloc", 304);
        void* pinned;
        Assert.Equal(304, Driver.cuMemHostAlloc(&pinned, 4, 0));
        Assert.Equal(304, Driver.cuMemHostAlloc(&pinned, 4, 0));
        CudaDouble.FailCalls("cuMemHostAlloc", 0);
        Assert.Equal(2, CudaDouble.Log["cuMemHostAlloc"]);
        Assert.Equal(3, CudaDouble.FailedCalls - 1);
    }

    [Fact]
    public void Pinned_memory_has_an_end_and_a_life()
    {
        using Machine machine = new();
        ulong pointer = machine.Allocate(64);
        void* pinned;
        Machine.Check(Driver.cuMemHostAlloc(&pinned, 16, 0));
        Assert.Equal(1, Driver.cuMemcpyHtoDAsync_v2(pointer, pinned, 20, machine.Stream));
        Machine.Check(Driver.cuMemcpyHtoDAsync_v2(pointer, pinned, 16, machine.Stream));
        Machine.Check(Driver.cuMemFreeHost(pinned));
        Assert.Equal(1, Driver.cuMemFreeHost(pinned));
        Assert.Equal(700, machine.Synchronize());
        Assert.Contains("freed before the copy ran", CudaDouble.LastFault);
    }

    [Fact]
    public void What_stays_alive_is_counted()
    {
        nint context;
        ulong pointer;
        CudaDouble.Start();
        CudaDouble.Reset();
        Machine.Check(Driver.cuInit(0));
        Machine.Check(Driver.cuDevicePrimaryCtxRetain(&context, 0));
        Machine.Check(Driver.cuCtxPushCurrent_v2(context));
        Machine.Check(Driver.cuMemAlloc_v2(&pointer, 4));
        Machine.Check(Driver.cuDevicePrimaryCtxRelease_v2(0));
        Assert.Equal(["memory"], CudaDouble.Live.Keys);
        Assert.Equal(709, Driver.cuMemFree_v2(pointer));
        Machine.Check(Driver.cuCtxPopCurrent_v2(&context));
        Assert.Equal(201, Driver.cuCtxPushCurrent_v2(context));
        CudaDouble.ForgetLeaks();
        Assert.Empty(CudaDouble.Live);
    }
}
