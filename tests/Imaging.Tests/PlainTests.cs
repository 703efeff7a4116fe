using CaffeSharpGen.Imaging.Tests.Plain;

namespace CaffeSharpGen.Imaging.Tests;

/// <summary>What is fast gives the bits of plain loops, for sizes that grow, shrink and stay.</summary>
public class PlainTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Inputs_have_the_bits_of_plain_loops(int seed)
    {
        var random = new Random(seed);
        (int width, int height) = Size(random);
        using Picture photo = Noise(random);
        var transform = new InputTransform
        {
            Channels = (ChannelOrder)(seed % 3),
            Mean = seed % 3 == 2 || seed % 4 == 0 ? [random.NextDouble() * 100] : [random.NextDouble(), 2.5, 128],
            MeanImage = seed % 5 == 0 ? Random(random, [1, seed % 3 == (int)ChannelOrder.Gray ? 1 : 3, height + 2, width + 3]) : null,
            Scale = seed % 2 == 0 ? 1 : random.NextDouble(),
            CentralFraction = seed % 7 == 0 ? 0.3 + 0.7 * random.NextDouble() : null,
        };
        int count = (transform.Channels == ChannelOrder.Gray ? 1 : 3) * width * height;
        float[] narrow = new float[count];
        double[] wide = new double[count];
        transform.Apply<float>(photo, width, height, narrow);
        transform.Apply<double>(photo, width, height, wide);
        Exactly.Bits<float>(PlainPictures.Input<float>(transform, photo, width, height), narrow);
        Exactly.Bits<double>(PlainPictures.Input<double>(transform, photo, width, height), wide);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Tensors_and_pictures_scale_to_the_bits_of_plain_loops(int seed)
    {
        var random = new Random(seed);
        (int width, int height) = Size(random);
        using Picture photo = Noise(random);
        using Picture resized = photo.Resize(width, height);
        Exactly.Bits<byte>(PlainPictures.Resized(photo, width, height), resized.Rgb);

        (int from, int rows) = Size(random);
        float[] map = Random(random, [2, rows, from]).Span.ToArray(), scaled = new float[2 * width * height];
        ImageScale.Scale<float>(map, 2, from, rows, scaled, width, height);
        Exactly.Bits<float>(PlainScale.Scale(map, 2, from, rows, width, height), scaled);
        double[] wideMap = Array.ConvertAll(map, value => (double)value), wide = new double[scaled.Length];
        ImageScale.Scale<double>(wideMap, 2, from, rows, wide, width, height);
        Exactly.Bits<double>(PlainScale.Scale(wideMap, 2, from, rows, width, height), wide);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Overlays_of_constant_opacity_have_the_bytes_of_plain_loops(int seed)
    {
        var random = new Random(seed);
        using Picture photo = Noise(random);
        (int width, int height) = Size(random);
        Tensor map = Random(random, [height, width]);
        if (seed % 8 == 0)
            map.Span.Fill(3);
        double opacity = seed % 3 == 0 ? 0.5 : random.NextDouble();
        (int left, int top) = seed % 2 == 0 ? (0, 0) : (random.Next(photo.Width), random.Next(photo.Height));
        var part = new Box(left, top, photo.Width - left, photo.Height - top);
        using Picture overlay = HeatMap.Overlay(map, photo, opacity, part);
        byte[] expected = PlainPictures.Overlay(map, photo, opacity, part), given = new byte[expected.Length];
        HeatMap.Overlay(map, photo, given, opacity, part);
        Exactly.Bits<byte>(expected, overlay.Rgb);
        Exactly.Bits<byte>(expected, given);
    }

    // Large enough for several threads.
    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        var random = new Random(5);
        using Picture photo = Noise(random, 700, 500);
        float[] input = new float[3 * 99 * 101];
        InputTransform.Vgg.Apply<float>(photo, 99, 101, input);
        Exactly.Bits<float>(PlainPictures.Input<float>(InputTransform.Vgg, photo, 99, 101), input);
        Tensor map = Random(random, [14, 14]);
        using Picture overlay = HeatMap.Overlay(map, photo, 0.5);
        Exactly.Bits<byte>(PlainPictures.Overlay(map, photo, 0.5, photo.Bounds), overlay.Rgb);
        Parallel.For(0, 32, _ =>
        {
            float[] again = new float[input.Length];
            InputTransform.Vgg.Apply<float>(photo, 99, 101, again);
            Exactly.Bits<float>(input, again);
        });
    }

    [Fact]
    public void Nothing_is_allocated_when_memory_is_given()
    {
        using Picture photo = Noise(new Random(1), 640, 480);
        float[] input = new float[3 * 224 * 224];
        double[] wide = new double[input.Length];
        byte[] overlay = new byte[photo.Rgb.Length];
        Tensor map = Random(new Random(2), [14, 14]);
        (string What, Action Run)[] all =
        [
            ("input", () => InputTransform.Vgg.Apply<float>(photo, 224, 224, input)),
            ("input in float64", () => InputTransform.Vgg.Apply<double>(photo, 224, 224, wide)),
            ("overlay", () => HeatMap.Overlay(map, photo, overlay)),
        ];
        foreach ((string what, Action run) in all)
        {
            // Other threads' pools warm up one by one, and other tests run beside: the best of many runs counts, of this thread alone.
            long fewest = long.MaxValue;
            for (int i = 0; i < 50; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                run();
                fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
            }
            Assert.True(fewest == 0, $"{what}: {fewest} bytes");
        }
    }

    private static (int Width, int Height) Size(Random random) => (random.Next(1, 40), random.Next(1, 40));

    private static Picture Noise(Random random)
    {
        (int width, int height) = Size(random);
        return Noise(random, width, height);
    }

    private static Picture Noise(Random random, int width, int height)
    {
        byte[] rgb = new byte[width * height * 3];
        random.NextBytes(rgb);
        return Picture.FromRgb(rgb, width, height);
    }

    private static Tensor Random(Random random, int[] shape)
    {
        var tensor = new Tensor(Shape.Of(shape));
        foreach (ref float value in tensor.Span)
            value = (float)(random.NextDouble() * 2 - 1);
        return tensor;
    }
}
