using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.OtherDevice;

/// <summary>What one network has on the device.</summary>
internal sealed class NaiveSession(NaiveDevice device) : DeviceSession
{
    /// <inheritdoc/>
    public override DeviceBuffer Allocate(Shape shape, bool isInput = false) => new NaiveBuffer(shape);

    /// <inheritdoc/>
    public override PreparedOperation? Prepare(
        Operation operation, IReadOnlyList<DeviceBuffer> inputs, IReadOnlyList<DeviceBuffer> outputs, IReadOnlyList<WeightBlob> weights)
    {
        var binding = new NaiveBinding([.. inputs.Cast<NaiveBuffer>()], [.. outputs.Cast<NaiveBuffer>()], [.. weights]);
        return operation switch
        {
            Operations.Convolution convolution => new Kernels.Convolution(convolution, binding),
            Operations.InnerProduct product => new Kernels.InnerProduct(product, binding),
            Operations.Eltwise { Method: EltwiseOperation.Sum } sum => new Kernels.Eltwise(sum, binding),
            Operations.ReLU { HasTwoDerivatives: true } relu => new Kernels.ReLU(relu, binding),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override PreparedOperation? PrepareFused(IReadOnlyList<FusedLayer> layers) => layers switch
    {
        [{ Operation: Operations.Eltwise { Method: EltwiseOperation.Sum } sum } first, { Operation: Operations.ReLU relu } last] =>
            new Kernels.RectifiedSum(sum, relu, new NaiveBinding([.. first.Inputs.Cast<NaiveBuffer>()], [(NaiveBuffer)last.Output], [])),
        _ => null,
    };

    /// <inheritdoc/>
    public override void RunPass(PassKey key, Action pass, CancellationToken cancellationToken)
    {
        device.Passes.Add(key);
        base.RunPass(key, pass, cancellationToken);
    }

    /// <inheritdoc/>
    public override void Add(DeviceBuffer from, DeviceBuffer into)
    {
        float[] terms = ((NaiveBuffer)from).Memory, sums = ((NaiveBuffer)into).Memory;
        for (int i = 0; i < sums.Length; i++)
            sums[i] += terms[i];
        ((NaiveBuffer)into).MarkWritten();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
