using System.Globalization;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Nvidia;

/// <summary>
/// DetectNet's boxes (NVIDIA/caffe, branch caffe-0.17: python/caffe/layers/detectnet/clustering.py). That of caffe-0.15 and before takes
/// right and lower edges for widths and heights where it compares boxes, and cuts the length of a cell to whole pixels.
/// </summary>
public sealed class ClusterDetections : LayerDefinition
{
    /// <inheritdoc/>
    public override string Type => "caffe.layers.detectnet.clustering.ClusterDetections";

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Nvidia;

    /// <inheritdoc/>
    public override string Summary =>
        "50 rows xmin, ymin, xmax, ymax, confidence for each class: clusters of the boxes of covered cells; 0 in unused rows. No gradient.";

    /// <inheritdoc/>
    public override string ParameterField => "python_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => OtherParameters.Python;

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        // Three cells see the same box, 2 1 … 12 9, but for a pixel; the fourth is not covered.
        new(Python("32, 32, 16, 0.5, 2, 0.2, 4, 1"), [1, 1, 2, 2], [1, 4, 2, 2])
        {
            InputValues = [[0.9f, 0.5f, 0.6f, 0.4f], [2, -14, 2, 0, 1, 1, -15, 0, 12, -4, 13, 0, 9, 9, -7, 0]],
            Expected = [[2, 1, 12, 9, 1.0986328f, .. new float[245]]],
        },
        new(Python("48,32,16,0.4,1,0.5,1,2"), [2, 2, 2, 3], [2, 4, 2, 3]) { Tops = 2 },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        string text = layer.Parameter.String("param_str", "");
        string[] parts = text.Split(',');
        double[] numbers = [.. parts.Select(part =>
            double.TryParse(part.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN)];
        if (numbers.Length is < 7 or > 8 || !numbers.All(number => Math.Abs(number) <= Window.Most) || numbers[2] < 1)
        {
            throw layer.Error(
                $"its param_str is \"{text}\"; width and height of the image, stride, least coverage, group threshold, eps, least height, "
                + "and on request the count of classes are expected", "param_str");
        }
        int classes = numbers.Length > 7 ? (int)numbers[7] : 1;
        layer.Require(bottoms: 2, tops: classes);
        layer.RequireRank(4, 4);
        ValueShape coverage = layer.Bottom, corners = layer.Bottoms[1];
        if (coverage[1].Fixed != classes || corners != coverage.With(1, 4))
            throw layer.Error($"its bottoms are {coverage} and {corners}; {classes} classes need N×{classes}×H×W and N×4×H×W");
        var operation = new Op.ClusterDetections((int)numbers[0], (int)numbers[1], (int)numbers[2])
        {
            Coverage = (float)numbers[3],
            GroupThreshold = (int)numbers[4],
            Eps = (float)numbers[5],
            MinHeight = (int)numbers[6],
        };
        if (operation.ImageWidth < operation.Stride || operation.ImageHeight < operation.Stride)
            throw layer.Error($"its image is {operation.ImageWidth}×{operation.ImageHeight}, less than its stride", "param_str");
        return new CompiledLayer(
            operation, Enumerable.Repeat(ValueShape.Of(coverage[0], Op.ClusterDetections.MostBoxes, Regions.Columns), classes));
    }

    private static string Python(string arguments) =>
        $"python_param {{ module: 'caffe.layers.detectnet.clustering' layer: 'ClusterDetections' param_str: '{arguments}' }}";
}
