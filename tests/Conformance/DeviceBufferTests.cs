using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.OtherDevice;

namespace CaffeSharpGen.Conformance;

/// <summary>What is common to the buffers of all devices, whatever their layout.</summary>
public sealed class DeviceBufferTests
{
    private static readonly Shape[] Shapes = [[2, 5, 3, 4], [1, 16, 2, 2], [2, 33, 1, 7], [3, 4], [6]];

    public static IEnumerable<TheoryDataRow<string>> Devices => ["scalar", "1 thread", "3 threads", "other"];

    [Theory]
    [MemberData(nameof(Devices))]
    public void It_is_zeros_at_first(string device) => OnEach(device, (session, shape) =>
    {
        using DeviceBuffer read = session.Allocate(shape), mapped = session.Allocate(shape), copied = session.Allocate(shape);
        Assert.All(Read(read), element => Assert.Equal(0, element));
        Assert.All(mapped.Map().Span.ToArray(), element => Assert.Equal(0, element));
        copied.Write(Values(shape, 1));
        copied.CopyFrom(read);
        Assert.All(Read(copied), element => Assert.Equal(0, element));
    });

    [Theory]
    [MemberData(nameof(Devices))]
    public void What_is_written_can_be_read_and_mapped(string device) => OnEach(device, (session, shape) =>
    {
        foreach (bool isInput in new[] { false, true })
        {
            using DeviceBuffer buffer = session.Allocate(shape, isInput);
            buffer.Write(Values(shape, 1));
            Assert.Equal(Values(shape, 1), Read(buffer));
            Tensor view = buffer.Map();
            Assert.Equal(Values(shape, 1), view.Span);
            buffer.Write(Values(shape, 2));
            Assert.Equal(Values(shape, 2), Read(buffer));
            Assert.Same(view, buffer.Map());
            Assert.Equal(Values(shape, 2), view.Span);
        }
    });

    [Theory]
    [MemberData(nameof(Devices))]
    public void The_device_sees_a_view_once_it_is_committed(string device) => OnEach(device, (session, shape) =>
    {
        using DeviceBuffer buffer = session.Allocate(shape), sum = session.Allocate(shape);
        buffer.Write(Values(shape, 1));
        Values(shape, 2).CopyTo(buffer.Map().Span);
        Assert.Equal(Values(shape, 2), buffer.Map().Span);
        buffer.Commit();
        sum.Write(Values(shape, 3));
        session.Add(buffer, sum);
        Assert.Equal(Values(shape, 2).Zip(Values(shape, 3), (one, other) => other + one), Read(sum));
        Values(shape, 4).CopyTo(buffer.Map(discard: true).Span);
        buffer.Commit();
        Assert.Equal(Values(shape, 4), Read(buffer));
    });

    [Theory]
    [MemberData(nameof(Devices))]
    public void What_the_device_wrote_is_not_overwritten_by_an_old_view(string device) => OnEach(device, (session, shape) =>
    {
        using DeviceBuffer buffer = session.Allocate(shape), sum = session.Allocate(shape);
        buffer.Write(Values(shape, 1));
        Values(shape, 2).CopyTo(sum.Map().Span);
        sum.Commit();
        session.Add(buffer, sum);
        sum.Commit();
        float[] expected = [.. Values(shape, 1).Zip(Values(shape, 2), (one, other) => other + one)];
        Assert.Equal(expected, Read(sum));
        Assert.Equal(expected, sum.Map().Span);
    });

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_copy_is_the_source_however_that_was_written(string device) => OnEach(device, (session, shape) =>
    {
        foreach (bool isInput in new[] { false, true })
        {
            using DeviceBuffer source = session.Allocate(shape, isInput), other = session.Allocate(shape), target = session.Allocate(shape, !isInput);
            target.Write(Values(shape, 9));
            source.Write(Values(shape, 1));
            target.CopyFrom(source);
            Assert.Equal(Values(shape, 1), Read(target));
            Values(shape, 2).CopyTo(source.Map().Span);
            source.Commit();
            target.CopyFrom(source);
            Assert.Equal(Values(shape, 2), Read(target));
            other.Write(Values(shape, 3));
            session.Add(other, source);
            target.CopyFrom(source);
            float[] sum = [.. Values(shape, 2).Zip(Values(shape, 3), (one, term) => one + term)];
            Assert.Equal(sum, target.Map().Span);
            // They are two values.
            target.Write(Values(shape, 4));
            Assert.Equal(sum, Read(source));
            source.CopyFrom(source);
            Assert.Equal(sum, Read(source));
        }
    });

    [Theory]
    [MemberData(nameof(Devices))]
    public void Lengths_and_shapes_are_checked(string device) => OnEach(device, (session, shape) =>
    {
        using DeviceBuffer buffer = session.Allocate(shape), other = session.Allocate([7, 7]);
        Assert.Throws<ArgumentException>(() => buffer.Write(new float[shape.Count + 1]));
        Assert.Throws<ArgumentException>(() => buffer.Read(new float[shape.Count - 1]));
        Assert.Throws<ArgumentException>(() => buffer.CopyFrom(other));
    });

    [Fact]
    public void A_part_of_another_buffer_is_written_and_copied_in_place()
    {
        using var device = new CpuDevice(CpuKernels.Simd, 1);
        using var packed = new PackedWeightCache();
        using DeviceSession session = device.CreateSession(packed);
        using DeviceBuffer whole = session.Allocate([2, 32, 3, 3]), part = session.Allocate([2, 16, 3, 3]), source = session.Allocate([2, 16, 3, 3]);
        Assert.True(part.PlaceInside(whole, 16));
        whole.Write(Values(whole.Shape, 1));
        part.Write(Values(part.Shape, 2));
        Check(Values(part.Shape, 2));
        source.Write(Values(part.Shape, 3));
        part.CopyFrom(source);
        Check(Values(part.Shape, 3));
        source.CopyFrom(part);
        Assert.Equal(Values(part.Shape, 3), Read(source));

        void Check(float[] expected)
        {
            var tensor = new Tensor(whole.Shape, Read(whole));
            for (int image = 0; image < 2; image++)
            {
                Assert.Equal(Values(whole.Shape, 1).AsSpan(image * 288, 144), tensor.Image(image)[..144]);
                Assert.Equal(expected.AsSpan(image * 144, 144), tensor.Image(image)[144..]);
            }
        }
    }

    [Fact]
    public void The_CPU_and_the_compiler_keep_the_contract_of_the_memory_plan()
    {
        Assert.Equal(ArenaPlan.ChannelMultiple, BlockedView.Lanes);
        Assert.All(Shapes, shape => Assert.InRange(ArenaPlan.FloatsOf(shape), shape.Count, ArenaPlan.FloatsOf(ValueShape.Of(shape))));
        Assert.Equal(2 * 48 * 7, ArenaPlan.FloatsOf(Shape.Of(2, 33, 1, 7)));
    }

    private static void OnEach(string name, Action<DeviceSession, Shape> check)
    {
        using Device device = name switch
        {
            "scalar" => Device.Scalar(),
            "1 thread" => Device.Cpu(1),
            "3 threads" => Device.Cpu(3),
            _ => new NaiveDevice(),
        };
        foreach (Shape shape in Shapes)
        {
            using var packed = new PackedWeightCache();
            using DeviceSession session = device.CreateSession(packed);
            check(session, shape);
        }
    }

    private static float[] Values(Shape shape, int seed) => [.. Enumerable.Range(0, shape.Count).Select(i => i * 0.25f + seed * 1000)];

    private static float[] Read(DeviceBuffer buffer)
    {
        float[] elements = [.. Enumerable.Repeat(float.NaN, buffer.Shape.Count)];
        buffer.Read(elements);
        return elements;
    }
}
