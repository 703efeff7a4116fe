using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>
/// A correlation as cuDNN describes it. The images of a value may lie apart, and where it lies may change from run to run: descriptors
/// are set anew when strides do.
/// </summary>
internal sealed unsafe class CudnnConvolution : IDisposable
{
    // cudnnDataType_t, cudnnTensorFormat_t, cudnnConvolutionMode_t, cudnnDeterminism_t.
    private const int Float = 0, Nchw = 0, CrossCorrelation = 1, Deterministic = 1;

    // cudnnMathType_t. The default lets convolutions of floats round to TF32, FMA does not; conversion would round to 16 bits.
    private const int DefaultMath = 0, TensorMath = 1, FmaMath = 3;

    // More than there are algorithms, each with all kinds of arithmetic.
    private const int MostResults = 32;

    private readonly CudaContext context;
    private readonly Correlation sizes;
    private readonly List<CudaHandle> descriptors = [];
    private readonly nint image, map, filter, convolution;
    private long imageStride, mapStride;

    /// <summary>Describes it, of values without gaps.</summary>
    /// <exception cref="CudaException">A call failed.</exception>
    public CudnnConvolution(CudaContext context, Correlation sizes)
    {
        (this.context, this.sizes) = (context, sizes);
        try
        {
            image = MakeTensor();
            map = MakeTensor();
            filter = Make(
                () => new FilterDescriptor(context.Handle), nameof(Cudnn.cudnnCreateFilterDescriptor), Cudnn.cudnnCreateFilterDescriptor);
            convolution = Make(
                () => new ConvolutionDescriptor(context.Handle), nameof(Cudnn.cudnnCreateConvolutionDescriptor),
                Cudnn.cudnnCreateConvolutionDescriptor);
            Describe();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private bool IsFull => context.Options.Precision == Precision.Full;

    /// <summary>
    /// What cuDNN has, in its own order: algorithms that give the same results in every run, multiply as precisely as the device was
    /// opened for, and work in at most so much memory.
    /// </summary>
    public IReadOnlyList<(int Algorithm, nuint Bytes)> Algorithms(bool isTransposed, long mostBytes)
    {
        var results = new AlgorithmPerformance[MostResults];
        int returned, status;
        string call = isTransposed
            ? nameof(Cudnn.cudnnGetConvolutionBackwardDataAlgorithm_v7)
            : nameof(Cudnn.cudnnGetConvolutionForwardAlgorithm_v7);
        fixed (AlgorithmPerformance* to = results)
        {
            status = isTransposed
                ? Cudnn.cudnnGetConvolutionBackwardDataAlgorithm_v7(
                    context.Cudnn, filter, map, convolution, image, MostResults, &returned, to)
                : Cudnn.cudnnGetConvolutionForwardAlgorithm_v7(
                    context.Cudnn, image, filter, convolution, map, MostResults, &returned, to);
        }
        // Then it has none.
        if (new Status(CudaLibrary.Cudnn, status).IsNotSupported)
            return [];
        Require(status, call);
        var found = new List<(int, nuint)>();
        foreach (AlgorithmPerformance result in results.AsSpan(0, returned))
        {
            bool isExact = result.MathType == FmaMath || result.MathType == DefaultMath || (!IsFull && result.MathType == TensorMath);
            bool isListed = found.Exists(it => it.Item1 == result.Algorithm);
            if (result.Status != 0 || result.IsDeterministic != Deterministic || !isExact || isListed)
                continue;
            // The list says it too, but for the arithmetic that the list has chosen.
            if (TryWorkspace(isTransposed, result.Algorithm, out nuint bytes) && bytes <= (nuint)mostBytes)
                found.Add((result.Algorithm, bytes));
        }
        return found;
    }

    /// <summary>Describes values whose images lie as those of a run; whether they lay otherwise before.</summary>
    public bool SetStrides(in ConvolutionRun run)
    {
        // Of a single image the stride says nothing; without gaps every algorithm takes it.
        long ofImage = sizes.Images == 1 ? sizes.ImageCount : run.Image.Stride, ofMap = sizes.Images == 1 ? sizes.MapCount : run.Map.Stride;
        if (ofImage == imageStride && ofMap == mapStride)
            return false;
        SetImage(ofImage);
        SetMap(ofMap);
        return true;
    }

    /// <summary>How much memory an algorithm works in; false if cuDNN does not support it.</summary>
    public bool TryWorkspace(bool isTransposed, int algorithm, out nuint bytes)
    {
        nuint needed = 0;
        int status = isTransposed
            ? Cudnn.cudnnGetConvolutionBackwardDataWorkspaceSize(context.Cudnn, filter, map, convolution, image, algorithm, &needed)
            : Cudnn.cudnnGetConvolutionForwardWorkspaceSize(context.Cudnn, image, filter, convolution, map, algorithm, &needed);
        bytes = needed;
        return IsDone(
            status,
            isTransposed
                ? nameof(Cudnn.cudnnGetConvolutionBackwardDataWorkspaceSize)
                : nameof(Cudnn.cudnnGetConvolutionForwardWorkspaceSize));
    }

    /// <summary>From the image to the map; false if cuDNN does not support it.</summary>
    public bool TryForward(in ConvolutionRun run, int algorithm, ulong workspace, nuint bytes)
    {
        float one = 1, before = run.Add ? 1 : 0;
        return IsDone(
            Cudnn.cudnnConvolutionForward(
                context.Cudnn, &one, image, run.Image.Data, filter, run.Weights, convolution, algorithm, workspace, bytes, &before, map,
                run.Map.Data),
            nameof(Cudnn.cudnnConvolutionForward));
    }

    /// <summary>From the map to the image; false if cuDNN does not support it.</summary>
    public bool TryTransposed(in ConvolutionRun run, int algorithm, ulong workspace, nuint bytes)
    {
        float one = 1, before = run.Add ? 1 : 0;
        return IsDone(
            Cudnn.cudnnConvolutionBackwardData(
                context.Cudnn, &one, filter, run.Weights, map, run.Map.Data, convolution, algorithm, workspace, bytes, &before, image,
                run.Image.Data),
            nameof(Cudnn.cudnnConvolutionBackwardData));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (CudaHandle descriptor in descriptors)
            descriptor.Dispose();
    }

    private nint MakeTensor() => Make(
        () => new TensorDescriptor(context.Handle), nameof(Cudnn.cudnnCreateTensorDescriptor), Cudnn.cudnnCreateTensorDescriptor);

    private nint Make<T>(Func<T> handle, string call, CudaContext.Maker make)
        where T : CudaHandle
    {
        T made = context.Make(handle, call, make);
        descriptors.Add(made);
        return made.Value;
    }

    private void Describe()
    {
        SetImage(sizes.ImageCount);
        SetMap(sizes.MapCount);
        Require(
            Cudnn.cudnnSetFilter4dDescriptor(
                filter, Float, Nchw, sizes.Map.Channels, sizes.Image.Channels / sizes.Group, sizes.Kernel.H, sizes.Kernel.W),
            nameof(Cudnn.cudnnSetFilter4dDescriptor));
        Require(
            Cudnn.cudnnSetConvolution2dDescriptor(
                convolution, sizes.Pad.H, sizes.Pad.W, sizes.Stride.H, sizes.Stride.W, sizes.Dilation.H, sizes.Dilation.W, CrossCorrelation,
                Float),
            nameof(Cudnn.cudnnSetConvolution2dDescriptor));
        Require(Cudnn.cudnnSetConvolutionGroupCount(convolution, sizes.Group), nameof(Cudnn.cudnnSetConvolutionGroupCount));
        Require(
            Cudnn.cudnnSetConvolutionMathType(convolution, IsFull ? FmaMath : DefaultMath), nameof(Cudnn.cudnnSetConvolutionMathType));
    }

    private void SetImage(long stride)
    {
        Set(image, sizes.Image, stride);
        imageStride = stride;
    }

    private void SetMap(long stride)
    {
        Set(map, sizes.Map, stride);
        mapStride = stride;
    }

    private void Set(nint tensor, (int Channels, int H, int W) value, long stride) => Require(
        Cudnn.cudnnSetTensor4dDescriptorEx(
            tensor, Float, sizes.Images, value.Channels, value.H, value.W, checked((int)stride), value.H * value.W, value.W, 1),
        nameof(Cudnn.cudnnSetTensor4dDescriptorEx));

    private bool IsDone(int status, string call)
    {
        if (status == 0)
            return true;
        if (new Status(CudaLibrary.Cudnn, status).IsNotSupported)
            return false;
        Require(status, call);
        return true;
    }

    private void Require(int status, string call)
    {
        if (status != 0)
            context.RequireCudnn(status, $"{call} of {sizes}");
    }
}
