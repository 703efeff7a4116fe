using CaffeSharpGen.Compiler.Layers;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.LayerRules;

/// <summary>
/// Two operands whose shapes are aligned at their last axes, as NumPy's are: along each axis they are equally long, or one of them has
/// length 1 and is repeated.
/// </summary>
internal static class BroadcastPair
{
    /// <summary>The product.</summary>
    public static Term Product(LayerContext layer, Lowering lowering, Term a, Term b) =>
        Combine(layer, lowering, a, b, axis => new Op.Scale(axis), new Op.Eltwise(Op.EltwiseOperation.Product));

    /// <summary>The sum.</summary>
    public static Term Sum(LayerContext layer, Lowering lowering, Term a, Term b) =>
        Combine(layer, lowering, a, b, axis => new Op.Bias(axis), new Op.Eltwise());

    /// <summary>The sum of each operand times its coefficient.</summary>
    public static Term Sum(LayerContext layer, Lowering lowering, Term a, Term b, float ofA, float ofB) =>
        ofA == 1 && ofB == 1 ? Sum(layer, lowering, a, b)
        : Combine(layer, lowering, a, b, null, new Op.Eltwise(Op.EltwiseOperation.Sum, [ofA, ofB]));

    /// <summary>The quotient.</summary>
    public static Term Quotient(LayerContext layer, Lowering lowering, Term a, Term b) =>
        Product(layer, lowering, a, lowering.Add(new Op.Power(Exponent: -1), b.Shape, b));

    /// <summary>The larger one.</summary>
    public static Term Maximum(LayerContext layer, Lowering lowering, Term a, Term b) =>
        Combine(layer, lowering, a, b, null, new Op.Eltwise(Op.EltwiseOperation.Max));

    /// <summary>The smaller one.</summary>
    public static Term Minimum(LayerContext layer, Lowering lowering, Term a, Term b)
    {
        Term larger = Maximum(layer, lowering, Negated(lowering, a), Negated(lowering, b));
        return Negated(lowering, larger);
    }

    /// <summary>Whether the axes of an operand that are not 1 long are those of the whole in one run; that run.</summary>
    public static bool IsRun(ValueShape operand, ValueShape whole, out int axis, out ValueShape run)
    {
        int more = whole.Rank - operand.Rank, end = operand.Rank;
        axis = 0;
        while (axis < end && AreEqual(operand[axis], 1))
            axis++;
        while (end > axis && AreEqual(operand[end - 1], 1))
            end--;
        run = operand.Between(axis, end);
        bool isRun = true;
        for (int i = axis; i < end; i++)
            isRun &= AreEqual(operand[i], whole[i + more]);
        axis = axis == end ? 0 : axis + more;
        return isRun;
    }

    private static Term Negated(Lowering lowering, Term value) => lowering.Add(new Op.Power(Scale: -1), value.Shape, value);

    // By an operation over a run of axes, if there is one and the smaller operand is such a run; else repeated.
    private static Term Combine(
        LayerContext layer, Lowering lowering, Term a, Term b, Func<int, Operation>? overRun, Operation equal)
    {
        ValueShape top = Top(layer, a.Shape, b.Shape);
        if (overRun is not null && a.Shape != b.Shape)
        {
            foreach ((Term whole, Term part) in new[] { (a, b), (b, a) })
            {
                if (whole.Shape == top && IsRun(part.Shape, top, out int axis, out ValueShape run))
                    return lowering.Add(overRun(axis), top, whole, lowering.Reshape(part, run));
            }
        }
        return lowering.Add(equal, top, lowering.BroadcastTo(a, top), lowering.BroadcastTo(b, top));
    }

    private static ValueShape Top(LayerContext layer, ValueShape a, ValueShape b)
    {
        var top = new Dim[Math.Max(a.Rank, b.Rank)];
        for (int back = 1; back <= top.Length; back++)
        {
            Dim ofA = back <= a.Rank ? a[a.Rank - back] : 1, ofB = back <= b.Rank ? b[b.Rank - back] : 1;
            bool isOneA = AreEqual(ofA, 1), isOneB = AreEqual(ofB, 1);
            if (!AreEqual(ofA, ofB) && !isOneA && !isOneB)
            {
                if (ofA.IsPerImage != ofB.IsPerImage)
                    throw new NotSymbolicException();
                throw layer.Error(
                    $"its operands {a} and {b} do not fit: aligned at their last axes, they must be equally long along each axis, "
                    + "or one of them 1");
            }
            top[top.Length - back] = isOneA ? ofB : ofA;
        }
        return ValueShape.Of(top);
    }

    private static bool AreEqual(Dim a, Dim b) => a.Length == b.Length && a.IsPerImage == b.IsPerImage;
}
