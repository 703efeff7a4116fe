namespace CaffeSharpGen.TileGenerator;

/// <summary>
/// Writes <c>FewOutputsTile</c>: eight, four or one position by three outputs, with the input channels along the vectors.
/// </summary>
internal static class FewOutputsTiles
{
    public static string Write()
    {
        var source = new Source();
        source.Add(Head);
        source.Add("internal static unsafe class FewOutputsTile<TVector>\n    where TVector : struct, ITileVector<TVector>\n{");
        source.Add(Indented(Members));
        source.Add(Indented(Tile("Eight", positions: 8, positionsOfPointer: 3)));
        source.Add(Indented(Tile("Four", positions: 4, positionsOfPointer: 2)));
        source.Add(Indented(Others));
        source.Add("}");
        return source.ToString();
    }

    private static string Tile(string name, int positions, int positionsOfPointer)
    {
        var source = new Source();
        int[] pointers = [.. Enumerable.Range(0, positions).Where(position => position % positionsOfPointer == 0)];
        source.Add("\n[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        const string Parameters = "(float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* to)";
        source.Block($"private static void {name}{Parameters}", () =>
        {
            source.DeclareZeros(
                Enumerable.Range(0, positions).SelectMany(position => new[] { $"a{position}", $"b{position}", $"c{position}" }));
            source.Block("for (; entry < end; entry++)", () =>
            {
                source.Add($"float* {Source.Pointers(pointers, positionsOfPointer)}, w = weights + entry->Run;");
                string steps = string.Join(", ", pointers.Select(position => $"x{position} += TVector.Width"));
                source.Block($"for (int lane = 0; lane < Lanes;\n    lane += TVector.Width, {steps}, w += TVector.Width)", () =>
                {
                    source.Add("TVector wa = TVector.Load(w), wb = TVector.Load(w + Lanes), wc = TVector.Load(w + 2 * Lanes);");
                    source.AddEach(positions, position =>
                    {
                        string move = (position % positionsOfPointer) switch { 0 => "", 1 => " + step", var many => $" + {many} * step" };
                        string pointer = $"x{position / positionsOfPointer * positionsOfPointer}{move}";
                        return $"Add(TVector.Load({pointer}), wa, wb, wc, ref a{position}, ref b{position}, ref c{position});";
                    });
                });
            });
            source.AddEach(positions, position => $"Put(a{position}, b{position}, c{position}, to, {position});");
        });
        return source.ToString().TrimEnd('\n');
    }

    private static string Indented(string lines) =>
        string.Join('\n', lines.Split('\n').Select(line => line.Length == 0 ? line : $"    {line}"));

    private const string Head = """
        /// <summary>
        /// The innermost loops of <see cref="FewOutputsKernel{TVector}"/>: sums of three outputs for some positions, with a partial sum in
        /// each lane; the lanes are added up at the end. An entry's <see cref="TableEntry.Run"/> is where its weights are: three times 16
        /// input channels. Written by tools/TileGenerator.
        /// </summary>
        """;

    private const string Members = """
        /// <summary>Outputs.</summary>
        public const int Outputs = 3;

        private const int Lanes = BlockedView.Lanes;

        /// <summary>Positions of the larger tile: as many as there are registers for.</summary>
        public static int Positions => TVector.RegisterCount == 32 ? 8 : 4;

        /// <summary>Computes the positions of a tile, or a single one.</summary>
        /// <param name="positions"><see cref="Positions"/>, or 1.</param>
        /// <param name="x">What the first position reads.</param>
        /// <param name="step">Floats to what the next one does.</param>
        /// <param name="entry">First entry.</param>
        /// <param name="end">Behind the last.</param>
        /// <param name="weights">Weights.</param>
        /// <param name="scratch">Memory for <see cref="Positions"/> × 3 vectors.</param>
        /// <param name="to">Receives positions × 16, of which three are written.</param>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run(
            int positions, float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* scratch, float* to)
        {
            if (positions == 8)
                Eight(x, step, entry, end, weights, scratch);
            else if (positions == 4)
                Four(x, step, entry, end, weights, scratch);
            else
                One(x, entry, end, weights, scratch);
            for (int position = 0; position < positions; position++, to += Lanes)
            {
                for (int output = 0; output < Outputs; output++, scratch += TVector.Width)
                    to[output] = LaneSum<TVector>.Of(scratch);
            }
        }
        """;

    private const string Others = """

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void One(float* x, TableEntry* entry, TableEntry* end, float* weights, float* to)
        {
            TVector a = TVector.Zero, b = TVector.Zero, c = TVector.Zero;
            for (; entry < end; entry++)
            {
                float* x0 = x + entry->Offset, w = weights + entry->Run;
                for (int lane = 0; lane < Lanes; lane += TVector.Width)
                {
                    TVector wa = TVector.Load(w + lane), wb = TVector.Load(w + Lanes + lane), wc = TVector.Load(w + 2 * Lanes + lane);
                    Add(TVector.Load(x0 + lane), wa, wb, wc, ref a, ref b, ref c);
                }
            }
            Put(a, b, c, to, 0);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Add(TVector x, TVector wa, TVector wb, TVector wc, ref TVector a, ref TVector b, ref TVector c)
        {
            TVector.AddProduct(ref a, x, wa);
            TVector.AddProduct(ref b, x, wb);
            TVector.AddProduct(ref c, x, wc);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Put(TVector a, TVector b, TVector c, float* to, int position)
        {
            to += position * Outputs * TVector.Width;
            TVector.Store(a, to);
            TVector.Store(b, to + TVector.Width);
            TVector.Store(c, to + 2 * TVector.Width);
        }
        """;
}
