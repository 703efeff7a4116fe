using System.Text.Json;
using System.Text.Json.Nodes;
using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.Samples.Tests;

/// <summary>A program on a GPU, in whose place stands the test double.</summary>
/// <param name="cuda">The double.</param>
/// <param name="create">Makes a current folder for the program.</param>
public abstract class GpuTests(DoubleFolder cuda, Func<ProgramPlace> create) : IClassFixture<DoubleFolder>, IDisposable
{
    // Of maps, of whose maximum that is 1/39 of a shade; colors change four times as fast.
    private const double Tolerance = 1e-4;

    private readonly List<ProgramPlace> places = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ProgramPlace place in places)
            place.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void It_finds_what_the_CPU_finds_and_writes_the_same_bytes_in_every_run()
    {
        ProgramPlace cpu = NewPlace(), gpu = NewPlace(), again = NewPlace();
        JsonNode expected = Report(cpu, "--device", "cpu"), found = Report(gpu, "--device", "cuda:0"), second = Report(again, "--device", "auto");
        Assert.StartsWith("CUDA 0, CaffeSharpGen test double", (string)found["device"]!);
        Assert.Equal((string)found["device"]!, (string)second["device"]!);
        Assert.Null(expected["memory"]);
        Assert.All(new[] { "weights", "values", "workspaces", "pinned" }, part => Assert.InRange((long)found["memory"]![part]!, 1, 1L << 30));
        RequireClose(expected, found, "$");

        Assert.NotEmpty(cpu.Files);
        Assert.Equal(cpu.Files, gpu.Files);
        Assert.Equal(gpu.Files, again.Files);
        foreach (string file in gpu.Files)
        {
            Assert.Equal(File.ReadAllBytes(gpu.At(file)), File.ReadAllBytes(again.At(file)));
            using Picture right = cpu.Picture(file), drawn = gpu.Picture(file);
            byte[] shades = right.Rgb.ToArray(), others = drawn.Rgb.ToArray();
            Assert.Equal(shades.Length, others.Length);
            Assert.InRange(shades.Zip(others, (one, other) => Math.Abs(one - other)).Max(), 0, 1);
        }
    }

    /// <summary>A current folder for the program, with the double.</summary>
    /// <param name="settings">What the double does otherwise than usual.</param>
    protected ProgramPlace NewPlace(string settings = "")
    {
        ProgramPlace place = create();
        cuda.GiveTo(place, settings);
        places.Add(place);
        return place;
    }

    private static JsonNode Report(ProgramPlace place, params string[] arguments) =>
        JsonNode.Parse(place.Run(["--json", "--strip", .. arguments]).Succeeded().Out)!;

    private static void RequireClose(JsonNode? expected, JsonNode? actual, string at)
    {
        switch (expected)
        {
            case JsonObject fields:
                foreach ((string name, JsonNode? value) in fields)
                {
                    if (name is not ("device" or "timings"))
                        RequireClose(value, actual![name], $"{at}.{name}");
                }
                break;
            case JsonArray list:
                Assert.True(list.Count == actual!.AsArray().Count, $"{at}: {actual.ToJsonString()}, expected {list.ToJsonString()}");
                for (int i = 0; i < list.Count; i++)
                    RequireClose(list[i], actual[i], $"{at}[{i}]");
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                Assert.Equal((double)value, (double)actual!, Tolerance * Math.Max(1, Math.Abs((double)value)));
                break;
            default:
                Assert.True(JsonNode.DeepEquals(expected, actual), $"{at}: {actual?.ToJsonString()}, expected {expected?.ToJsonString()}");
                break;
        }
    }
}
