namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>Softmax</c>: exp(x − max) / Σ exp(x − max) along <paramref name="Axis"/>.</summary>
public sealed record Softmax(int Axis = 1) : Operation
{
    internal override bool MixesImages => Axis == 0;
}
