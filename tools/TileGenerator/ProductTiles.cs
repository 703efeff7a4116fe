namespace CaffeSharpGen.TileGenerator;

/// <summary>
/// Writes <c>Products1</c> and <c>Products2</c>: tiles of some positions by one or two vectors of outputs. Where there are 32 registers,
/// 14 positions by two vectors keep 28 of them as sums; where there are 16, 6 by two keep 12.
/// </summary>
internal static class ProductTiles
{
    // Positions that share an address: the others are reached by twice the step at most, which addressing has.
    private const int PositionsOfPointer = 3;

    // The largest tile where there are few registers.
    private const int Unrolled = 6;

    private static readonly int[] sizes = [14, 8, 6, 4, 1];

    public static string Write(int vectors)
    {
        var source = new Source();
        string outputs = vectors == 1 ? "a vector" : "two vectors";
        source.Add($"""
            /// <summary>
            /// The innermost loops of all convolutions, with {outputs} of outputs side by side. Written by tools/TileGenerator.
            /// </summary>
            """);
        source.Block($"internal static unsafe class Products{vectors}<TVector>\n    where TVector : struct, ITileVector<TVector>", () =>
        {
            AddMultiply(source, vectors);
            foreach (int positions in sizes)
            {
                source.Add("\n[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
                const string Inputs = "float* x, nint step, TableEntry* entry, TableEntry* end, float* weights";
                string head = $"private static void Tile{positions}By{vectors}(\n    {Inputs}, float* sums, nint sumStep, bool add)";
                source.Block(head, () => AddTile(source, positions, vectors));
            }
            source.Add(vectors == 1 ? HelpersOfOne : HelpersOfTwo);
        });
        return source.ToString();
    }

    private static void AddMultiply(Source source, int vectors)
    {
        source.Add("""
            /// <summary>Multiplies some tiles next to each other.</summary>
            /// <param name="count">Number of tiles.</param>
            /// <param name="positions">Positions of a tile, of which there is a loop.</param>
            /// <param name="x">Input of the first position.</param>
            /// <param name="step">Floats from position to position.</param>
            /// <param name="entry">What a position reads.</param>
            /// <param name="end">Its end.</param>
            /// <param name="weights">Weights, input by input.</param>
            /// <param name="sums">Where the sums of the first position go.</param>
            /// <param name="sumStep">Floats from position to position.</param>
            /// <param name="add">Whether they are added to what is there.</param>
            public static void Multiply(
                int count, int positions, float* x, nint step, TableEntry* entry, TableEntry* end, float* weights,
                float* sums, nint sumStep, bool add)
            {
            """);
        source.Add("    switch (positions)\n    {");
        foreach (int positions in sizes)
        {
            source.Add($"""
                        case {positions}:
                            for (; count > 0; count--, x += {positions} * step, sums += {positions} * sumStep)
                                Tile{positions}By{vectors}(x, step, entry, end, weights, sums, sumStep, add);
                            break;
                """);
        }
        source.Add("    }\n}");
    }

    private static void AddTile(Source source, int positions, int vectors)
    {
        string[] SumsOf(int position) => vectors == 1 ? [$"s{position}a"] : [$"s{position}a", $"s{position}b"];
        source.DeclareZeros(Enumerable.Range(0, positions).SelectMany(SumsOf));
        source.Block("for (; entry < end; entry++)", () =>
        {
            if (vectors == 2 && positions == Unrolled)
                AddUnrolled(source);
            else
                AddInputs(source, positions, vectors);
        });
        string Sums(int position, string prefix) => string.Join(", ", SumsOf(position).Select(sum => prefix + sum));
        string Add(int position) => $"AddTo(sums + {position} * sumStep, {Sums(position, "ref ")});";
        if (positions == 1)
            source.Add($"if (add)\n    {Add(0)}");
        else
            source.Block("if (add)", () => source.AddEach(positions, Add));
        string store = vectors == 1 ? "TVector.Store" : "Put";
        source.AddEach(positions, position => $"{store}({Sums(position, "")}, sums + {position} * sumStep);");
    }

    private static void AddInputs(Source source, int positions, int vectors)
    {
        int[] pointers = [.. Enumerable.Range(0, positions).Where(position => position % PositionsOfPointer == 0)];
        source.Add($"float* {Source.Pointers(pointers, PositionsOfPointer)};");
        if (positions > 1)
            source.Add($"Prefetch.NextEntry(entry, x, step, {positions});");
        source.Block("for (nint run = entry->Run; run > 0; run--)", () =>
        {
            source.Add($"TVector wa = TVector.Load(weights){(vectors == 1 ? "" : ", wb = TVector.Load(weights + TVector.Width)")};");
            source.AddEach(positions, position => AddProduct(position, vectors));
            foreach (int position in pointers)
                source.Add($"x{position}++;");
            source.Add($"weights += {(vectors == 1 ? "" : "2 * ")}TVector.Width;");
        });
    }

    private static string AddProduct(int position, int vectors)
    {
        string pointer = $"x{position / PositionsOfPointer * PositionsOfPointer}";
        string? move = (position % PositionsOfPointer) switch { 0 => null, 1 => "step", var steps => $"{steps} * step" };
        return vectors == 2
            ? $"Add({pointer}{(move is null ? "" : $" + {move}")}, wa, wb, ref s{position}a, ref s{position}b);"
            : $"TVector.AddProduct(ref s{position}a, TVector.Broadcast({(move is null ? $"*{pointer}" : $"{pointer}[{move}]")}), wa);";
    }

    private static void AddUnrolled(Source source)
    {
        const int Together = 4;
        string pointers = string.Join(", ", Enumerable.Range(0, Unrolled).Select(position => $"x{position}"));
        string sums = string.Join(", ", Enumerable.Range(0, Unrolled).Select(position => $"ref s{position}a, ref s{position}b"));
        string Steps(string step) => string.Join(", ", Enumerable.Range(0, Unrolled).Select(position => $"x{position}{step}"));
        source.Add($"float* {Source.Pointers(Enumerable.Range(0, Unrolled), apart: 1)};");
        source.Add($"Prefetch.NextEntry(entry, x, step, {Unrolled});\nnint run = entry->Run;");
        source.Add("// Four at a time: with so few registers it is the number of instructions that counts.");
        string Add(int at) => $"Add{Unrolled}(\n    {pointers}, weights, {at},\n    {sums});";
        string next = $"run -= {Together}, {Steps($" += {Together}")}, weights += {2 * Together} * TVector.Width";
        source.Block($"for (; run >= {Together}; {next})", () => source.AddEach(Together, Add));
        source.Block($"for (; run > 0; run--, {Steps("++")}, weights += 2 * TVector.Width)", () => source.Add(Add(0)));
    }

    private const string HelpersOfOne = """

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void AddTo(float* from, ref TVector a) => a = TVector.Add(a, TVector.Load(from));
        """;

    private const string HelpersOfTwo = """

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Add6(
            float* x0, float* x1, float* x2, float* x3, float* x4, float* x5, float* weights, int at,
            ref TVector s0a, ref TVector s0b, ref TVector s1a, ref TVector s1b, ref TVector s2a, ref TVector s2b,
            ref TVector s3a, ref TVector s3b, ref TVector s4a, ref TVector s4b, ref TVector s5a, ref TVector s5b)
        {
            TVector wa = TVector.Load(weights + 2 * at * TVector.Width), wb = TVector.Load(weights + (2 * at + 1) * TVector.Width);
            Add(x0 + at, wa, wb, ref s0a, ref s0b);
            Add(x1 + at, wa, wb, ref s1a, ref s1b);
            Add(x2 + at, wa, wb, ref s2a, ref s2b);
            Add(x3 + at, wa, wb, ref s3a, ref s3b);
            Add(x4 + at, wa, wb, ref s4a, ref s4b);
            Add(x5 + at, wa, wb, ref s5a, ref s5b);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Add(float* x, TVector wa, TVector wb, ref TVector a, ref TVector b)
        {
            TVector value = TVector.Broadcast(*x);
            TVector.AddProduct(ref a, value, wa);
            TVector.AddProduct(ref b, value, wb);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void AddTo(float* from, ref TVector a, ref TVector b)
        {
            a = TVector.Add(a, TVector.Load(from));
            b = TVector.Add(b, TVector.Load(from + TVector.Width));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Put(TVector a, TVector b, float* to)
        {
            TVector.Store(a, to);
            TVector.Store(b, to + TVector.Width);
        }
        """;
}
