using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Double;

/// <summary>Capture: what it records, and what may not be done meanwhile.</summary>
public sealed unsafe class CaptureTests
{
    [Fact]
    public void A_graph_does_again_what_was_captured()
    {
        using Machine machine = new();
        nint blas = ProductTests.Blas(machine);
        ulong workspace = machine.Allocate(4096), a = machine.Upload<float>(2), b = machine.Upload<float>(3), c = machine.Upload<float>(0), copy = machine.Upload<float>(0);
        Machine.Check(Cublas.cublasSetWorkspace_v2(blas, workspace, 4096));
        float* back = machine.Pin<float>(1);
        float one = 1;
        Machine.Check(machine.Synchronize());
        nint graph, exec;
        Machine.Check(Driver.cuStreamBeginCapture_v2(machine.Stream, 0));
        Machine.Check(Cublas.cublasSgemm_v2(blas, 0, 0, 1, 1, 1, &one, a, 1, b, 1, &one, c, 1));
        one = 5;        // was read when the call was made
        Machine.Check(Driver.cuMemcpyDtoDAsync_v2(copy, c, 4, machine.Stream));
        Machine.Check(Driver.cuMemcpyDtoHAsync_v2(back, copy, 4, machine.Stream));
        Machine.Check(Driver.cuStreamEndCapture(machine.Stream, &graph));
        Machine.Check(machine.Synchronize());
        Assert.Equal(0, machine.Download<float>(c, 1)[0]);
        Machine.Check(Driver.cuGraphInstantiateWithFlags(&exec, graph, 0));
        Machine.Check(Driver.cuGraphDestroy(graph));
        for (int i = 1; i <= 3; i++)
        {
            Machine.Check(Driver.cuGraphLaunch(exec, machine.Stream));
            Machine.Check(machine.Synchronize());
            Assert.Equal(6 * i, *back);
        }
        Machine.Check(Driver.cuGraphExecDestroy(exec));
        Assert.Equal(400, Driver.cuGraphLaunch(exec, machine.Stream));
    }

    [Theory]
    [InlineData("cuMemAlloc_v2")]
    [InlineData("cuMemFree_v2")]
    [InlineData("cuMemHostAlloc")]
    [InlineData("cuStreamSynchronize")]
    [InlineData("cuStreamQuery")]
    [InlineData("copy from memory that is not pinned")]
    [InlineData("copy to memory that is not pinned")]
    [InlineData("cublas without workspace")]
    [InlineData("cudnnCreate")]
    [InlineData("event from outside")]
    public void What_capture_forbids_ends_it(string what)
    {
        using Machine machine = new();
        nint blas = ProductTests.Blas(machine), outside, graph, handle;
        Machine.Check(Driver.cuEventCreate(&outside, 0));
        machine.Releases(outside, each => Driver.cuEventDestroy_v2(each));
        Machine.Check(Driver.cuEventRecord(outside, machine.Stream));
        ulong pointer = machine.Upload<float>(1), other;
        Machine.Check(machine.Synchronize());
        int value = 0;
        float one = 1;
        void* pinned;
        Machine.Check(Driver.cuStreamBeginCapture_v2(machine.Stream, 1));
        int status = what switch
        {
            "cuMemAlloc_v2" => Driver.cuMemAlloc_v2(&other, 4),
            "cuMemFree_v2" => Driver.cuMemFree_v2(pointer),
            "cuMemHostAlloc" => Driver.cuMemHostAlloc(&pinned, 4, 0),
            "cuStreamSynchronize" => machine.Synchronize(),
            "cuStreamQuery" => Driver.cuStreamQuery(machine.Stream),
            "copy from memory that is not pinned" => Driver.cuMemcpyHtoDAsync_v2(pointer, &value, 4, machine.Stream),
            "copy to memory that is not pinned" => Driver.cuMemcpyDtoHAsync_v2(&value, pointer, 4, machine.Stream),
            "cublas without workspace" => Cublas.cublasSgemm_v2(blas, 0, 0, 1, 1, 1, &one, pointer, 1, pointer, 1, &one, pointer, 1),
            "cudnnCreate" => Cudnn.cudnnCreate(&handle),
            _ => Driver.cuStreamWaitEvent(machine.Stream, outside, 0),
        };
        Assert.Equal(what switch { "cublas without workspace" => 13, "cudnnCreate" => 5000, _ => 900 }, status);
        Assert.Equal(901, Driver.cuMemsetD32Async(pointer, 0, 1, machine.Stream));
        Assert.Equal(901, Driver.cuStreamEndCapture(machine.Stream, &graph));
        Assert.Equal(0, graph);
        Machine.Check(machine.Synchronize());
    }

    [Fact]
    public void Events_of_a_capture_are_not_asked()
    {
        using Machine machine = new();
        nint marker, graph;
        Machine.Check(Driver.cuEventCreate(&marker, 0));
        machine.Releases(marker, each => Driver.cuEventDestroy_v2(each));
        Machine.Check(Driver.cuStreamBeginCapture_v2(machine.Stream, 1));
        Machine.Check(Driver.cuEventRecord(marker, machine.Stream));
        Assert.Equal(907, Driver.cuEventSynchronize(marker));
        Assert.Equal(901, Driver.cuStreamEndCapture(machine.Stream, &graph));
        Assert.Equal(907, Driver.cuEventQuery(marker));
        Machine.Check(Driver.cuEventRecord(marker, machine.Stream));
        Machine.Check(Driver.cuEventSynchronize(marker));
    }

    [Fact]
    public void The_other_thread_may_not_end_it_nor_allocate_in_global_mode()
    {
        using Machine machine = new();
        nint graph, context = machine.Context, stream = machine.Stream;
        Assert.Equal(900, Driver.cuStreamBeginCapture_v2(0, 0));
        Assert.Equal(401, Driver.cuStreamEndCapture(stream, &graph));
        List<int> statuses = [];
        for (int mode = 1; mode >= 0; mode--)
        {
            Machine.Check(Driver.cuStreamBeginCapture_v2(stream, mode));
            Assert.Equal(401, Driver.cuStreamBeginCapture_v2(stream, mode));
            Thread thread = new(() =>
            {
                nint result;
                ulong pointer;
                Machine.Check(Driver.cuCtxPushCurrent_v2(context));
                statuses.Add(Driver.cuStreamEndCapture(stream, &result));
                statuses.Add(Driver.cuMemAlloc_v2(&pointer, 4));
                if (statuses[^1] == 0)
                    Machine.Check(Driver.cuMemFree_v2(pointer));
                Machine.Check(Driver.cuCtxPopCurrent_v2(&result));
            });
            thread.Start();
            thread.Join();
            statuses.Add(Driver.cuStreamEndCapture(stream, &graph));
            if (graph != 0)
                Machine.Check(Driver.cuGraphDestroy(graph));
        }
        Assert.Equal([908, 0, 0, 908, 900, 901], statuses);
    }

    [Fact]
    public void Captured_addresses_have_to_be_alive()
    {
        using Machine machine = new();
        ulong pointer;
        nint graph, exec;
        Machine.Check(Driver.cuMemAlloc_v2(&pointer, 4));
        Machine.Check(Driver.cuStreamBeginCapture_v2(machine.Stream, 0));
        Machine.Check(Driver.cuMemsetD32Async(pointer, 0, 1, machine.Stream));
        Machine.Check(Driver.cuStreamEndCapture(machine.Stream, &graph));
        Machine.Check(Driver.cuGraphInstantiateWithFlags(&exec, graph, 0));
        Machine.Check(Driver.cuMemFree_v2(pointer));
        Machine.Check(Driver.cuGraphLaunch(exec, machine.Stream));
        Assert.Equal(700, machine.Synchronize());
        Assert.Equal(700, Driver.cuMemAlloc_v2(&pointer, 4));
        Machine.Check(Driver.cuGraphExecDestroy(exec));
        Machine.Check(Driver.cuGraphDestroy(graph));
    }
}
