using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace CaffeSharpGen.Kernels;

/// <summary>GFLOP/s: of a layer as if it were computed by direct sums, so that Winograd exceeds what the processor multiplies.</summary>
public sealed class RateColumn : IColumn
{
    /// <inheritdoc/>
    public string Id => nameof(RateColumn);

    /// <inheritdoc/>
    public string ColumnName => "GFLOP/s";

    /// <inheritdoc/>
    public bool AlwaysShow => true;

    /// <inheritdoc/>
    public ColumnCategory Category => ColumnCategory.Metric;

    /// <inheritdoc/>
    public int PriorityInCategory => 0;

    /// <inheritdoc/>
    public bool IsNumeric => true;

    /// <inheritdoc/>
    public UnitType UnitType => UnitType.Dimensionless;

    /// <inheritdoc/>
    public string Legend => "Additions and multiplications of direct sums a nanosecond";

    /// <inheritdoc/>
    public bool IsAvailable(Summary summary) => true;

    /// <inheritdoc/>
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        double operations = benchmarkCase.Parameters.Items.Select(parameter => parameter.Value switch
        {
            LayerSizes layer => layer.Flops(1),
            string piece => StageBenchmarks.Operations[piece],
            _ => 0,
        }).Sum();
        return operations > 0 && summary[benchmarkCase]?.ResultStatistics is { } statistics
            ? (operations / statistics.Mean).ToString("f0", CultureInfo.InvariantCulture)
            : "";
    }
}
