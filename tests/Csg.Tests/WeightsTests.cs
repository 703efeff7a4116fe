using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Csg.Tests;

/// <summary><c>csg weights</c> says what lies in a file.</summary>
public sealed class WeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Ranges_and_hashes_are_those_of_the_numbers()
    {
        float[] numbers = [3, -1, float.NaN, float.PositiveInfinity, 4, float.NegativeInfinity];
        var tensor = new Tensor([2, 3]);
        numbers.CopyTo(tensor.Span);
        string file = folder.PathOf("some.caffemodel");
        CaffeModelWriter.Write(file, "Net", [new LayerTensors("fc", "InnerProduct", [tensor, new Tensor([1])])]);

        JsonElement report = Tool.Run("weights", file, "--json").Succeeded().Json();
        JsonElement blob = report.GetProperty("blobs")[0];
        Assert.Equal(("fc", "InnerProduct", "2×3"), (Text(blob, "layer"), Text(blob, "type"), Text(blob, "shape")));
        Assert.Equal((-1, 4, 2), (Value(blob, "minimum"), Value(blob, "maximum"), Value(blob, "mean")));
        Assert.Equal((1, 2), (Value(blob, "naNs"), Value(blob, "infinities")));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(numbers))), Text(blob, "sha256"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), Text(report, "sha256"));
        Assert.Equal((7, 3, 2), (Value(report, "parameters"), Value(report, "notFinite"), report.GetProperty("blobs").GetArrayLength()));

        string text = Tool.Run("weights", file).Succeeded().Out;
        Assert.Contains("1 NaN, 2 infinite", text);
        Assert.Contains("3 values are not finite", text);
        Assert.Contains(Text(blob, "sha256")!, text);
    }

    [Fact]
    public void A_mean_is_one_array()
    {
        string file = folder.PathOf("mean.binaryproto");
        MeanFile.Write(file, new Tensor([3, 2, 2]));
        JsonElement report = Tool.Run("weights", file, "--json").Succeeded().Json();
        Assert.Equal(("binaryproto", "1×3×2×2"), (Text(report, "format"), Text(report.GetProperty("blobs")[0], "shape")));
    }

    [Fact]
    public void Other_files_are_named()
    {
        Tool.Run("weights", folder.Write([0x89, .. "HDF\r\n"u8], "w.caffemodel.h5")).FailedWith(1, "an HDF5 file");
        Tool.Run("weights", folder.Write("<!DOCTYPE html><html>"u8.ToArray(), "w.caffemodel")).FailedWith(1, "a web page (the download failed)");
        Tool.Run("weights", Tool.Model("scenes_vqa.t7")).FailedWith(1, "a Torch7 file");
        Tool.Run("weights", folder.PathOf("none")).FailedWith(1, "there is no such file");
    }

    public void Dispose() => folder.Dispose();

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private static double Value(JsonElement of, string name) => of.GetProperty(name).GetDouble();
}
