namespace CaffeSharpGen.Operations;

/// <summary>
/// The same elements with their axes in another order: axis i of the output is axis <paramref name="Order"/>[i] of the input.
/// </summary>
public sealed record Permute(EquatableArray<int> Order) : Operation
{
    /// <inheritdoc/>
    public override string Kind => nameof(Permute);

    /// <inheritdoc/>
    public override bool MixesImages => Order.Length > 0 && Order[0] != 0;

    /// <inheritdoc/>
    public override string Summary(OperationUse use) => $"axes in the order {string.Join(", ", (IEnumerable<int>)Order)}";

    /// <inheritdoc/>
    public override void Write(FieldWriter fields) => fields.Ints("order", Order);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Permute Read(Fields fields) => new(fields.Ints("order"u8));
}
