namespace CaffeSharpGen.Resampling;

/// <summary>
/// The taps of one output under each rule. Every position is rounded to single precision where the forks round it: another place would be
/// another result.
/// </summary>
internal static class ResizeRules
{
    private const float Half = 0.5f;

    /// <summary>Adds the taps of an output: positions in the part of the input that is read, and weights.</summary>
    public static void Add(ResizeRule rule, ResizedAxis axis, float otherFactor, bool antialias, int output, Action<int, float> add)
    {
        int used = axis.Used;
        float scale = used / (float)axis.Outputs;
        switch (rule)
        {
            case ResizeRule.Repeat:
                add((int)((long)output * used / axis.Outputs), 1);
                break;
            case ResizeRule.Nearest:
                add(Floor(output * scale), 1);
                break;
            case ResizeRule.NearestCorners:
                add(Round(output * (axis.Outputs > 1 ? (used - 1) / (float)(axis.Outputs - 1) : scale)), 1);
                break;
            case ResizeRule.NearestHalf:
                add(Floor((output + Half) * scale), 1);
                break;
            case ResizeRule.NearestHalfDown:
                add(Floor((float)((double)(float)((output + Half) * scale) - 0.5)), 1);
                break;
            case ResizeRule.LinearCorners:
                AddNeighbors(output * (axis.Outputs > 1 ? (used - 1) / (float)(axis.Outputs - 1) : 0f), add);
                break;
            case ResizeRule.Linear:
                AddNeighbors(output * scale, add);
                break;
            case ResizeRule.LinearHalf:
                AddNeighbors((float)((output + Half) * scale) - Half, add);
                break;
            case ResizeRule.LinearHalfOrFirst:
                AddNeighbors(axis.Outputs > 1 ? (float)((output + Half) * scale) - Half : -Half, add);
                break;
            case ResizeRule.CubicHalf:
                AddCubic(used, axis.Outputs, output, add);
                break;
            default:
                AddFlow(rule, used, scale, otherFactor, antialias, output, add);
                break;
        }
    }

    // Both neighbors are the first element before it, and the last one behind it.
    private static void AddNeighbors(float position, Action<int, float> add)
    {
        int below = Floor(position);
        float share = position - below;
        add(below, 1f - share);
        add(below + 1, share);
    }

    // imresize_layer.cu: the second neighbor is never before the first element, so that the share may be negative there.
    private static void AddCubic(int used, int outputs, int output, Action<int, float> add)
    {
        float offset = (float)(outputs / (float)used / 2 - 0.5);
        float position = (output - offset) * (used / (float)outputs);
        int second = Math.Max((int)(position + 1e-5), 0), third = Math.Min(second + 1, used - 1);
        float t = position - second, t2 = t * t, t3 = t2 * t;
        add(Math.Max(second - 1, 0), -0.5f * t3 + t2 - 0.5f * t);
        add(second, 1.5f * t3 - 2.5f * t2 + 1);
        add(third, -1.5f * t3 + 2 * t2 + 0.5f * t);
        add(Math.Min(third + 1, used - 1), 0.5f * t3 - 0.5f * t2);
    }

    // resample_layer.cu: the half pixel is that of the other axis. What lies outside has no weight, and the others make 1 together.
    private static void AddFlow(
        ResizeRule rule, int used, float factor, float otherFactor, bool antialias, int output, Action<int, float> add)
    {
        float position = (float)(output * factor + otherFactor / 2) - Half;
        int center = Round(position);
        if (rule == ResizeRule.FlowNearest)
        {
            add(center, 1);
            return;
        }
        float narrowing = 1f / (antialias ? factor : 1f), sum = 0;
        int width = rule == ResizeRule.FlowCubic ? 4 : 2, reach = factor < 1 ? 2 : (int)Math.Ceiling(width / narrowing);
        int first = Math.Max(center - reach, 0), last = Math.Min(center + reach, used - 1);
        for (int i = first; i <= last; i++)
            sum += Weight(i);
        for (int i = first; i <= last && sum != 0; i++)
            add(i, Weight(i) / sum);

        float Weight(int i)
        {
            float distance = narrowing * (position - i);
            return narrowing * (rule == ResizeRule.FlowCubic ? Cubic(Math.Abs(distance)) : Math.Max(0, 1 - Math.Abs(distance)));
        }
    }

    private static float Cubic(float x) =>
        x <= 1 ? x * x * (1.5f * x - 2.5f) + 1 : x < 2 ? x * (x * (-0.5f * x + 2.5f) - 4) + 2 : 0;

    private static int Floor(float x) => (int)Math.Floor((double)x);

    private static int Round(float x) => (int)Math.Round((double)x, MidpointRounding.AwayFromZero);
}
