using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Execution;

/// <summary>What an operation is bound to on a GPU.</summary>
internal sealed record CudaBinding(SessionMemory Session, CudaBuffer[] Inputs, CudaBuffer[] Outputs, WeightBlob[] Weights)
{
    public CudaContext Context => Session.Context;

    public CudaBuffer Input => Inputs[0];

    public CudaBuffer Output => Outputs[0];
}
