namespace CaffeSharpGen;

/// <summary>Reads the rows of detectors, after a forward pass.</summary>
public static class DetectionRows
{
    /// <summary>
    /// The boxes that a detector found, in the order of the rows: the top of a DetectionOutput, Proposal or like layer as typed values.
    /// </summary>
    /// <remarks>
    /// Which prior a row comes from lies in a value inside the layer. Reading it the first time runs the network forward once more, unless
    /// <see cref="KeepDetections(Hook)"/> was called before <see cref="Network.Forward()"/>.
    /// </remarks>
    /// <param name="rows">The layer's top.</param>
    /// <exception cref="ArgumentException">The value has no rows of boxes.</exception>
    /// <exception cref="InvalidOperationException">Nothing was computed yet.</exception>
    public static IReadOnlyList<Detection> Detections(this Hook rows)
    {
        LayerStep head = RequireHead(rows);
        using NetworkGate.Use use = rows.Network.Gate.Begin();
        Hook output = head.Outputs[0];
        (int _, int columns) = BoxRows.SizeOf(output);
        int count = BoxRows.CountUsed(output);
        bool isYFirst = BoxRows.IsYFirst(head);
        var found = new Detection[count];
        for (int row = 0; row < count; row++)
            found[row] = new Detection(head, isYFirst, row, output.Activation.Span.Slice(row * columns, columns));
        GC.KeepAlive(rows);
        return found;
    }

    /// <summary>The last value of a network that has rows of boxes; null if it is no detector.</summary>
    public static Hook? OutputOf(Network network) =>
        network.Hooks.LastOrDefault(value => !value.IsHidden && BoxRows.HeadOf(value) is not null);

    /// <inheritdoc cref="Detections(Hook)"/>
    public static IReadOnlyList<Detection<TNetwork>> Detections<TNetwork>(this Hook<TNetwork> rows)
        where TNetwork : class => [.. Detections(rows.Untyped).Select(detection => new Detection<TNetwork>(detection))];

    /// <inheritdoc cref="Detections(Hook)"/>
    public static IReadOnlyList<Detection<TNetwork>> Detections<TNetwork>(this HookWithoutGradient<TNetwork> rows)
        where TNetwork : class => Detections((Hook<TNetwork>)rows);

    /// <summary>Has what <see cref="Detections(Hook)"/> reads kept by every forward pass from now on.</summary>
    /// <param name="rows">The layer's top.</param>
    /// <returns>Dispose it if it need not be kept any more.</returns>
    /// <exception cref="ArgumentException">The value has no rows of boxes.</exception>
    public static IDisposable KeepDetections(this Hook rows) => RequireHead(rows).Outputs[0].Keep();

    /// <inheritdoc cref="KeepDetections(Hook)"/>
    public static IDisposable KeepDetections<TNetwork>(this Hook<TNetwork> rows)
        where TNetwork : class => KeepDetections(rows.Untyped);

    /// <inheritdoc cref="KeepDetections(Hook)"/>
    public static IDisposable KeepDetections<TNetwork>(this HookWithoutGradient<TNetwork> rows)
        where TNetwork : class => KeepDetections(rows.Untyped);

    /// <summary>
    /// How many rows of a value are in use: of a detector's output, and of what is computed from it for each row. Where the number of rows
    /// does not depend on the data, all of them are. A value whose rows come first is read up to this count.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nothing was computed yet.</exception>
    public static int RowCount(this Hook value)
    {
        int axis = BoxRows.BoundedAxis(value);
        if (axis < 0 || BoxRows.BoundOf(value) is not { } head)
            return value.Shape.Rank > 0 ? value.Shape[Math.Max(axis, 0)] : 1;
        using NetworkGate.Use use = value.Network.Gate.Begin();
        // A layer may make several rows of each.
        int most = BoxRows.SizeOf(head.Outputs[0]).Rows, each = Math.Max(1, value.Shape[axis] / most);
        return Math.Min(value.Shape[axis], BoxRows.CountUsed(head.Outputs[0]) * each);
    }

    /// <inheritdoc cref="RowCount(Hook)"/>
    public static int RowCount<TNetwork>(this Hook<TNetwork> value)
        where TNetwork : class => RowCount(value.Untyped);

    /// <inheritdoc cref="RowCount(Hook)"/>
    public static int RowCount<TNetwork>(this HookWithoutGradient<TNetwork> value)
        where TNetwork : class => RowCount(value.Untyped);

    private static LayerStep RequireHead(Hook rows) => BoxRows.HeadOf(rows)
        ?? throw new ArgumentException(
            $"'{rows.Name}' ({rows.LayerType}, {rows.Shape}) has no rows of boxes; expected the top of a layer that ends a detector, "
            + "such as DetectionOutput or Proposal", nameof(rows));
}
