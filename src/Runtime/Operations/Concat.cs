namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>Concat</c>: joins any number of inputs along <paramref name="Axis"/>; all other axes are equal.</summary>
public sealed record Concat(int Axis = 1) : Operation
{
    internal override bool MixesImages => Axis == 0;
}
