using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Direct;

/// <summary>What each position of a <see cref="DirectProduct{TVector}"/> reads in one group, in the order of the packed weights.</summary>
internal sealed unsafe class DirectTable
{
    private const int TermsOfExactSum = 256;

    private readonly OffsetTable table;

    /// <param name="product">The product, over its grid.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="lanes">Channels of an input plane: 16, or 1 for planar input.</param>
    /// <param name="firstLane">Where the group's first channel lies in its plane.</param>
    /// <param name="accuracy">Whether sums are cut.</param>
    public DirectTable(SampledProduct product, InputGrid grid, int lanes, int firstLane, Accuracy accuracy)
    {
        nint planeFloats = grid.Positions * lanes;
        var entries = new TableEntry[
            ((product.Channels + lanes - 1) / lanes + (firstLane > 0 ? product.Channels / lanes + 1 : 0)) * product.Taps.Length];
        int count = 0;
        for (int block = 0; block < product.Channels; block += lanes)
        {
            int endOfBlock = Math.Min(block + lanes, product.Channels);
            foreach (Tap tap in product.Taps)
            {
                // Where a group begins within a plane, its blocks of weights reach over two planes.
                for (int channel = block, run; channel < endOfBlock; channel += run)
                {
                    (int plane, int lane) = Math.DivRem(firstLane + channel, lanes);
                    run = Math.Min(lanes - lane, endOfBlock - channel);
                    nint offset = plane * planeFloats + ((nint)tap.Down * grid.Width + tap.Right) * lanes + lane;
                    // Neighboring positions of a plane follow each other as the channels of a block do.
                    if (lanes == 1 && count > 0 && entries[count - 1] is var last && last.Offset + last.Run == offset)
                        entries[count - 1] = last with { Run = last.Run + 1 };
                    else
                        entries[count++] = new TableEntry(offset, run);
                }
            }
        }
        entries = Arrays.First(entries, count);
        table = new OffsetTable(entries);
        Segments = Cut(entries, accuracy == Accuracy.Exact ? TermsOfExactSum : int.MaxValue);
    }

    /// <summary>The first entry.</summary>
    public TableEntry* Entries => table.Pointer;

    /// <summary>Parts whose sums are added up separately.</summary>
    public TableSegment[] Segments { get; }

    private static TableSegment[] Cut(TableEntry[] table, int terms)
    {
        var segments = new TableSegment[table.Length + 1];
        int start = 0, depth = 0, sum = 0, count = 0;
        for (int i = 0; i < table.Length; i++)
        {
            if (sum > 0 && sum + table[i].Run > terms)
            {
                segments[count++] = new TableSegment(start, i, depth - sum);
                (start, sum) = (i, 0);
            }
            sum += (int)table[i].Run;
            depth += (int)table[i].Run;
        }
        segments[count++] = new TableSegment(start, table.Length, depth - sum);
        return Arrays.First(segments, count);
    }
}

/// <summary>A part of a table.</summary>
/// <param name="Start">Its first entry.</param>
/// <param name="End">The entry after its last.</param>
/// <param name="Depth">Inputs before it.</param>
internal readonly record struct TableSegment(int Start, int End, int Depth);
