using CaffeSharpGen.SceneDetectorTrainer;

namespace CaffeSharpGen.Detect.Tests;

/// <summary>How good the shipped detector is on scenes that it was not trained on.</summary>
public sealed class FreshScenesTests
{
    [Fact]
    public void Few_scenes() => Require(Measure(100), precision: 0.9, pointing: 0.9);

    /// <summary>What <c>tools/SceneDetectorTrainer/result.txt</c> says.</summary>
    [Fact(Explicit = true)]
    public void Many_scenes()
    {
        Measurement.Found found = Measure(2000);
        foreach (string line in found.Report)
            TestContext.Current.TestOutputHelper!.WriteLine(line);
        Require(found, precision: 0.95, pointing: 0.95);
    }

    private static void Require(Measurement.Found found, double precision, double pointing)
    {
        Assert.True(found.MeanAveragePrecision >= precision, string.Join('\n', found.Report));
        Assert.True(found.Pointing >= pointing, string.Join('\n', found.Report));
    }

    private static Measurement.Found Measure(int count)
    {
        using ScenesSsd network = ScenesSsd.Load(Path.Combine(Workplace.Models, "scenes_ssd.caffemodel"));
        return Measurement.Measure(network, count);
    }
}
