namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>Slice</c>: cuts the input along <paramref name="Axis"/> into the outputs, whose lengths along it are those of their buffers.</summary>
public sealed record Slice(int Axis = 1) : Operation
{
    internal override bool MixesImages => Axis == 0;
}
