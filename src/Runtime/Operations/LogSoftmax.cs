namespace CaffeSharpGen.Operations;

/// <summary>log(exp(x) / Σ exp(x)) = x − max − log Σ exp(x − max) along <paramref name="Axis"/>: logarithms of probabilities.</summary>
public sealed record LogSoftmax(int Axis = 1) : Operation
{
    internal override bool MixesImages => Axis == 0;
}
