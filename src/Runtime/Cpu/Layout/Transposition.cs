using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Layout;

/// <summary>
/// Copies an array with its axes in another order. Axes that stay neighbors are one. If the last one stays the last, rows are copied;
/// else tiles of 4×4 are turned, along the last axis of the input and that of the output.
/// </summary>
internal sealed unsafe class Transposition
{
    // Elements along the input's last axis that are a task together.
    private const int Strip = 32;

    private readonly SessionWorkers workers;
    private readonly Axis[] outer;
    private readonly Axis last;
    private readonly Axis first;
    private readonly int strips;
    private readonly int tasks;
    private readonly Action<int, int> task;
    private float* source;
    private float* target;

    public Transposition(Shape input, EquatableArray<int> order, SessionWorkers workers)
    {
        this.workers = workers;
        List<Axis> axes = Joined(input, order);
        last = axes[^1];
        axes.RemoveAt(axes.Count - 1);
        // The input's last axis, where it is another one than the output's; a single position of it else.
        first = new Axis(1, 0, 0);
        if (last.From != 1)
        {
            int index = axes.FindIndex(axis => axis.From == 1);
            first = axes[index];
            axes.RemoveAt(index);
        }
        outer = [.. axes];
        strips = (first.Length + Strip - 1) / Strip;
        tasks = strips;
        foreach (Axis axis in outer)
            tasks *= axis.Length;
        task = Run;
    }

    /// <summary>Copies.</summary>
    public void Run(float* from, float* to)
    {
        source = from;
        target = to;
        workers.For(tasks, task);
    }

    private void Run(int index, int worker)
    {
        int start = index % strips * Strip, rest = index / strips;
        float* from = source + start * first.From, to = target + start * first.To;
        for (int axis = outer.Length - 1; axis >= 0; axis--)
        {
            int position = rest % outer[axis].Length;
            rest /= outer[axis].Length;
            from += position * outer[axis].From;
            to += position * outer[axis].To;
        }
        if (last.From == 1)
            new ReadOnlySpan<float>(from, last.Length).CopyTo(new Span<float>(to, last.Length));
        else
            Turn(from, to, Math.Min(Strip, first.Length - start));
    }

    // count elements of the input's last axis, all of the output's.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Turn(float* from, float* to, int count)
    {
        nint x = last.From, y = first.To;
        int i = 0;
        for (; i <= last.Length - 4; i += 4)
        {
            float* rows = from + i * x;
            int j = 0;
            for (; j <= count - 4; j += 4)
            {
                (Vector128<float> c0, Vector128<float> c1, Vector128<float> c2, Vector128<float> c3) = FourByFour.Transpose(
                    Vector128.Load(rows + j), Vector128.Load(rows + x + j), Vector128.Load(rows + 2 * x + j),
                    Vector128.Load(rows + 3 * x + j));
                float* columns = to + j * y + i;
                c0.Store(columns);
                c1.Store(columns + y);
                c2.Store(columns + 2 * y);
                c3.Store(columns + 3 * y);
            }
            for (; j < count; j++)
            {
                for (int k = 0; k < 4; k++)
                    to[j * y + i + k] = rows[k * x + j];
            }
        }
        for (; i < last.Length; i++)
        {
            for (int j = 0; j < count; j++)
                to[j * y + i] = from[i * x + j];
        }
    }

    // The output's axes, outermost first. Those of length 1 are left out, and those joined that follow each other in the input too.
    private static List<Axis> Joined(Shape input, EquatableArray<int> order)
    {
        var axes = new List<Axis>();
        nint to = 1;
        for (int axis = order.Length - 1; axis >= 0; axis--)
        {
            int length = input[order[axis]];
            if (length == 1)
                continue;
            nint from = input.CountFrom(order[axis] + 1);
            if (axes.Count > 0 && axes[0].From * axes[0].Length == from)
                axes[0] = axes[0] with { Length = axes[0].Length * length };
            else
                axes.Insert(0, new Axis(length, from, to));
            to *= length;
        }
        if (axes.Count == 0)
            axes.Add(new Axis(1, 1, 1));
        return axes;
    }

    /// <param name="Length">Its length.</param>
    /// <param name="From">Elements from position to position in the input.</param>
    /// <param name="To">Elements from position to position in the output.</param>
    private readonly record struct Axis(int Length, nint From, nint To);
}
