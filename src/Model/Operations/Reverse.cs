namespace CaffeSharpGen.Operations;

/// <summary>The input with the order of its elements turned around along each of <paramref name="Axes"/>. Any shape.</summary>
public sealed record Reverse(EquatableArray<int> Axes) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Reverse);

    /// <inheritdoc/>
    public override bool IsLinear => true;

    /// <inheritdoc/>
    public override bool MixesImages => Axes.Contains(0);

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => "reverse";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Ints("axes", Axes);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Reverse Read(Fields fields) => new(fields.Ints("axes"u8));
}
