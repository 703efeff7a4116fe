namespace CaffeSharpGen.Cpu.Recurrences;

/// <summary>What cells compute of a step's sums, of one sequence.</summary>
internal abstract unsafe class RecurrentCells
{
    /// <summary>The gates, and the state after the step.</summary>
    /// <param name="state">The sums are there.</param>
    /// <param name="count">How much the last state counts.</param>
    public abstract void Forward(CellState state, float count);

    /// <summary>The gradient of the sums from those of the state after the step; that of c becomes that of the last c.</summary>
    /// <param name="state">The state, its gates computed.</param>
    /// <param name="gradient">The gradients.</param>
    /// <param name="count">How much the last state counts.</param>
    /// <returns>The gradient of that, as far as it comes through c.</returns>
    public abstract float Backward(CellState state, CellGradient gradient, float count);
}

/// <summary>h = tanh of the sums.</summary>
/// <param name="length">Numbers of a state.</param>
internal sealed unsafe class PlainCells(int length) : RecurrentCells
{
    public override void Forward(CellState state, float count)
    {
        Squashing.Tanh(state.Gates, state.Gates, length);
        new ReadOnlySpan<float>(state.Gates, length).CopyTo(new Span<float>(state.Hidden, length));
    }

    public override float Backward(CellState state, CellGradient gradient, float count)
    {
        for (int d = 0; d < length; d++)
            gradient.Sums[d] = gradient.Hidden[d] * (1 - state.Gates[d] * state.Gates[d]);
        return 0;
    }
}

/// <summary>Gates i, f, o and g, one behind the other: c = count·f·(last c) + i·g, h = o·tanh(c).</summary>
/// <param name="length">Numbers of a state.</param>
internal sealed unsafe class LongShortTermCells(int length) : RecurrentCells
{
    public override void Forward(CellState state, float count)
    {
        float* i = state.Gates, f = i + length, o = f + length, g = o + length;
        Squashing.Sigmoid(i, 3 * length);
        Squashing.Tanh(g, g, length);
        for (int d = 0; d < length; d++)
            state.Cells[d] = (count == 0 ? 0 : count * f[d] * state.LastCells[d]) + i[d] * g[d];
        Squashing.Tanh(state.Cells, state.Squashed, length);
        for (int d = 0; d < length; d++)
            state.Hidden[d] = o[d] * state.Squashed[d];
    }

    public override float Backward(CellState state, CellGradient gradient, float count)
    {
        float* i = state.Gates, f = i + length, o = f + length, g = o + length;
        float* di = gradient.Sums, df = di + length, @do = df + length, dg = @do + length;
        double ofCount = 0;
        for (int d = 0; d < length; d++)
        {
            float dh = gradient.Hidden[d], squashed = state.Squashed[d], last = state.LastCells[d];
            float cell = gradient.Cells[d] + dh * o[d] * (1 - squashed * squashed);
            di[d] = cell * g[d] * i[d] * (1 - i[d]);
            df[d] = cell * count * last * f[d] * (1 - f[d]);
            @do[d] = dh * squashed * o[d] * (1 - o[d]);
            dg[d] = cell * i[d] * (1 - g[d] * g[d]);
            ofCount += (double)cell * f[d] * last;
            gradient.Cells[d] = cell * count * f[d];
        }
        return (float)ofCount;
    }
}
