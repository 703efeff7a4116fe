using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Cuda.Testing;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Tests;

/// <summary>Values of networks where they are on a GPU, and inputs that come from there.</summary>
[Collection(nameof(Gpu))]
public sealed unsafe class DevicePointerTests : IDisposable
{
    // Values of 16 channels lie inside a concatenation without copying.
    private const string Prototxt = """
        name: "Joined"
        input: "data"
        input_shape { dim: 1 dim: 16 dim: 2 dim: 3 }
        layer { name: "absolute" type: "AbsVal" bottom: "data" top: "absolute" }
        layer { name: "double" type: "Power" bottom: "data" top: "double" power_param { scale: 2 } }
        layer { name: "joined" type: "Concat" bottom: "absolute" bottom: "double" top: "joined" }
        layer { name: "last" type: "Power" bottom: "joined" top: "last" power_param { shift: 1 } }
        """;

    private readonly CudaDevice device;
    private readonly Network network;
    private readonly nint stream;
    private readonly float[] input;

    public DevicePointerTests()
    {
        device = Gpu.Open();
        using var folder = new TemporaryFolder();
        network = PrototxtNetwork.Load(
            folder.Write(System.Text.Encoding.UTF8.GetBytes(Prototxt), "joined.prototxt"), new MemoryWeights([]), device, batchSize: 2);
        var random = new Random(1);
        input = [.. Enumerable.Range(0, network.Inputs[0].Shape.Count).Select(_ => random.NextSingle() - 0.5f)];
        using CudaContext.Turn turn = Context.Enter();
        nint made;
        Context.Require(Driver.cuStreamCreate(&made, 1), nameof(Driver.cuStreamCreate));
        stream = made;
    }

    private CudaContext Context => device.Context;

    public void Dispose()
    {
        using (CudaContext.Turn turn = Context.Enter())
            Context.Require(Driver.cuStreamDestroy_v2(stream), nameof(Driver.cuStreamDestroy_v2));
        network.Dispose();
        device.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_input_is_set_in_the_order_of_the_callers_stream(bool eager)
    {
        CudaDouble.Eager = eager;
        using DeviceMemory memory = new(Context, (nuint)input.Length * sizeof(float));
        using PinnedMemory host = new(Context, input.Length);
        input.CopyTo(host.GetSpan());
        On(() => Driver.cuMemcpyHtoDAsync_v2(memory.Pointer, host.Pointer, memory.Bytes, stream));
        network.Inputs[0].SetFromDevice((nint)memory.Pointer, stream);
        // The caller's stream goes on, and to its end, before the network runs.
        On(() => Driver.cuMemsetD32Async(memory.Pointer, 0, (nuint)input.Length, stream));
        On(() => Driver.cuStreamSynchronize(stream));
        network.Forward();
        Assert.Equal(Expected(), network["last"].Activation.Span);
        Assert.Equal(input, network.Inputs[0].CopyActivation().Span);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_value_is_copied_in_the_order_of_the_callers_stream(bool eager)
    {
        CudaDouble.Eager = eager;
        Hook last = network["last"];
        using DeviceMemory memory = new(Context, (nuint)last.Shape.Count * sizeof(float));
        using PinnedMemory host = new(Context, last.Shape.Count);
        network.Inputs[0].Set(input);
        network.Forward();
        On(() => Driver.cuMemsetD32Async(memory.Pointer, 0, (nuint)last.Shape.Count, stream));
        last.CopyToDevice((nint)memory.Pointer, stream);
        On(() => Driver.cuMemcpyDtoHAsync_v2(host.Pointer, memory.Pointer, memory.Bytes, stream));
        // The network goes on.
        network.Inputs[0].Set(new float[input.Length]);
        network.Forward();
        Assert.All(last.Activation.Span.ToArray(), element => Assert.Equal(1, element));
        On(() => Driver.cuStreamSynchronize(stream));
        Assert.Equal(Expected(), host.GetSpan().ToArray());
    }

    [Fact]
    public void A_pointer_shows_a_value_that_is_computed()
    {
        Hook joined = network["joined"];
        using IDisposable kept = joined.Keep();
        network.Inputs[0].Set(input);
        network.Forward();
        float[] value = Peek(joined.DevicePointer, joined.Shape.Count);
        Assert.Equal(joined.Activation.Span.ToArray(), value);
        network.Backward([network["last"][3]], [network.Inputs[0], joined]);
        float[] gradient = Peek(network.Inputs[0].GradientDevicePointer, input.Length);
        Assert.Equal(joined.Gradient.Span.ToArray(), Peek(joined.GradientDevicePointer, joined.Shape.Count));
        Assert.Equal(network.Inputs[0].Gradient.Span.ToArray(), gradient);
        Assert.Contains(gradient, element => element != 0);
    }

    [Fact]
    public void A_value_that_was_given_up_is_computed_again_for_its_pointer()
    {
        network.Inputs[0].Set(input);
        network.Forward();
        Hook given = network["double"];
        using DeviceMemory memory = new(Context, (nuint)given.Shape.Count * sizeof(float));
        given.CopyToDevice((nint)memory.Pointer, stream);
        On(() => Driver.cuStreamSynchronize(stream));
        Assert.Equal(Array.ConvertAll(input, element => 2 * element), Peek((nint)memory.Pointer, input.Length));
    }

    [Fact]
    public void Images_that_lie_apart_have_no_pointer_but_can_be_copied()
    {
        Hook part = network["double"];
        using IDisposable keptWhole = network["joined"].Keep(), kept = part.Keep();
        network.Inputs[0].Set(input);
        network.Forward();
        var error = Assert.Throws<InvalidOperationException>(() => part.DevicePointer);
        Assert.Contains("192 floats apart", error.Message, StringComparison.Ordinal);
        Assert.Contains("CopyToDevice", error.Message, StringComparison.Ordinal);
        using DeviceMemory memory = new(Context, (nuint)part.Shape.Count * sizeof(float));
        part.CopyToDevice((nint)memory.Pointer, stream);
        On(() => Driver.cuStreamSynchronize(stream));
        Assert.Equal(Array.ConvertAll(input, element => 2 * element), Peek((nint)memory.Pointer, input.Length));
    }

    [Fact]
    public void A_stream_that_is_none_is_an_error_that_says_which_it_has_to_be()
    {
        using DeviceMemory memory = new(Context, (nuint)input.Length * sizeof(float));
        var error = Assert.Throws<CudaException>(() => network.Inputs[0].SetFromDevice((nint)memory.Pointer, 12345));
        Assert.Contains("primary context of cuda:0", error.Message, StringComparison.Ordinal);
        Assert.Equal("cuEventRecord", error.Call);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Inputs[0].SetFromDevice(0, stream));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Inputs[0].CopyToDevice(0, stream));
    }

    private float[] Expected() =>
    [
        .. from image in Enumerable.Range(0, 2)
           let elements = input.AsSpan(image * input.Length / 2, input.Length / 2).ToArray()
           from value in elements.Select(Math.Abs).Concat(elements.Select(element => 2 * element))
           select value + 1,
    ];

    private void On(Func<int> call)
    {
        using CudaContext.Turn turn = Context.Enter();
        Context.Require(call(), "a call of this test");
    }

    // As it is now, whatever streams still have to do.
    private static float[] Peek(nint pointer, int count)
    {
        float[] elements = new float[count];
        CudaDouble.Peek((ulong)pointer, MemoryMarshal.AsBytes(elements.AsSpan()));
        return elements;
    }
}
