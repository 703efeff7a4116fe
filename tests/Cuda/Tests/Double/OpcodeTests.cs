using System.Numerics;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Double;

/// <summary>Each instruction that the translator knows, alone, against arithmetic of C#.</summary>
public sealed class OpcodeTests
{
    private const int Lanes = 96;

    private static readonly Dictionary<string, (string Instruction, string From, string To, Func<ulong, ulong, ulong, ulong> Expected)> Cases = All();
    private static readonly string[] Names = [.. Cases.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string> Instructions => new(Names);

    [Theory]
    [MemberData(nameof(Instructions))]
    public void An_instruction_does_what_it_says(string name)
    {
        using Machine machine = new(Module);
        (string instruction, string from, string to, Func<ulong, ulong, ulong, ulong> expected) = Cases[name];
        ulong[] inputs = Inputs(from, name);
        ulong input = machine.Upload<ulong>(inputs), output = machine.Upload<ulong>(new ulong[Lanes]);
        nint module = machine.Load(Module);
        Machine.Check(machine.Launch(module, $"k{Array.IndexOf(Names, name)}", 1, Lanes, input, output));
        ulong[] results = machine.Download<ulong>(output, Lanes);
        for (int i = 0; i < Lanes; i++)
        {
            (ulong a, ulong b, ulong c) = (inputs[4 * i], inputs[4 * i + 1], inputs[4 * i + 2]);
            ulong wanted = Mask(expected(a, b, c), to), found = results[i];
            // What is no number is one and the same, whatever its bits.
            bool same = wanted == found || (to == "f32" && float.IsNaN(F(wanted)) && float.IsNaN(F(found))) || (to == "f64" && double.IsNaN(D(wanted)) && double.IsNaN(D(found)));
            if (!same && instruction.Contains("approx", StringComparison.Ordinal))
                same = MathF.Abs(F(wanted) - F(found)) <= MathF.Abs(F(wanted)) * 3e-7f;
            Assert.True(same, $"{instruction}: {a:x}, {b:x}, {c:x} give {found:x}, not {wanted:x}");
        }
    }

    [Theory]
    [InlineData("add.sat.s32 %r0, %r1, %r2;", "add.sat.s32")]
    [InlineData("add.ftz.f32 %f0, %f1, %f2;", "add.ftz.f32")]
    [InlineData("vabsdiff.s32.s32.s32 %r0, %r1, %r2, %r3;", "vabsdiff")]
    [InlineData("atom.global.add.u32 %r0, [%rd1], %r1;", "atom.global.add.u32")]
    [InlineData("mov.u32 %r0, %laneid;", "%laneid")]
    [InlineData("add.s32 %r0, %r1, %rd1;", "%rd1 has 64 bits")]
    [InlineData("add.s32 %r0, %r1, %r99;", "%r99 is no register")]
    [InlineData("setp.lt.s32 %r0, %r1, %r2;", "%r0 is no predicate")]
    [InlineData("bar.sync 1;", "bar.sync")]
    [InlineData("ld.param.u64 %rd1, [refused_in+4];", "8 at 4")]
    [InlineData("shfl.sync.down.b32 %r0, %r1, 1, 31, -1;", "shfl")]
    [InlineData("call.uni nothing, ();", "call.uni")]
    [InlineData("add.s32 %r0, %r1, 0f3F800000", "a statement without end")]
    public void What_is_not_known_in_full_is_refused(string statement, string said)
    {
        string ptx = $$"""
            .version 6.3
            .target sm_60
            .address_size 64
            .visible .entry refused(.param .u64 refused_in)
            {
                .reg .pred %p<4>;
                .reg .b32 %r<4>;
                .reg .f32 %f<4>;
                .reg .b64 %rd<4>;
                {{statement}}
            }
            """;
        Testing.Translation.PtxException exception = Assert.Throws<Testing.Translation.PtxException>(() => Testing.Translation.PtxToC.Translate(ptx));
        Assert.Equal(10, exception.Line);
        Assert.Contains(said, exception.Message);
    }

    private static string Module { get; } = WriteModule();

    private static string WriteModule()
    {
        string kernels = string.Concat(Names.Index().Select(each =>
        {
            (string instruction, string from, string to, _) = Cases[each.Item];
            string[] kinds = from.Split(',');
            string Register(int i) => Prefix(i == 0 ? to : kinds[Math.Min(i - 1, kinds.Length - 1)]) + i;
            string text = instruction.Replace("D", Register(0), StringComparison.Ordinal).Replace("A", Register(1), StringComparison.Ordinal)
                .Replace("B", Register(2), StringComparison.Ordinal).Replace("C", Register(3), StringComparison.Ordinal);
            return $$"""

                .visible .entry k{{each.Index}}(.param .u64 k{{each.Index}}_in, .param .u64 k{{each.Index}}_out)
                {
                    .reg .pred %p<6>;
                    .reg .b16 %rs<6>;
                    .reg .b32 %r<6>;
                    .reg .b64 %rd<6>;
                    .reg .f32 %f<6>;
                    .reg .f64 %fd<6>;
                    .reg .b64 %a<4>;
                    .reg .b32 %t;
                    mov.u32 %t, %tid.x;
                    ld.param.u64 %a1, [k{{each.Index}}_in];
                    ld.param.u64 %a2, [k{{each.Index}}_out];
                    mad.wide.u32 %a1, %t, 32, %a1;
                    mad.wide.u32 %a2, %t, 8, %a2;
                    ld.global.{{kinds[0]}} {{Register(1)}}, [%a1];
                    ld.global.{{kinds[Math.Min(1, kinds.Length - 1)]}} {{Register(2)}}, [%a1+8];
                    ld.global.{{kinds[Math.Min(2, kinds.Length - 1)]}} {{Register(3)}}, [%a1+16];
                    {{text}}
                    st.global.{{to}} [%a2], {{Register(0)}};
                    ret;
                }
                """;
        }));
        return ".version 6.3\n.target sm_60\n.address_size 64\n" + kernels;
    }

    private static string Prefix(string type) => type switch { "f32" => "%f", "f64" => "%fd", "b64" => "%rd", "b32" => "%r", _ => "%rs" };

    private static ulong Mask(ulong value, string type) => type switch { "b8" => (byte)value, "b16" => (ushort)value, "b32" or "f32" => (uint)value, _ => value };

    private static ulong[] Inputs(string from, string name)
    {
        Random random = new(name.Sum(c => c));
        string[] kinds = from.Split(',');
        float[] floats = [0, -0f, 1, -1, 0.5f, 1.5f, 2.5f, -2.5f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1e-40f, 3e38f, 2147483648, -2147483904, 300, -7.75f, 1e19f];
        double[] doubles = [0, -0.0, 1, -1, 0.5, 2.5, -1.5, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 4e-310, 1e300, 1e19, -3e9, 123456.75];
        ulong[] wholes = [0, 1, 2, 7, 31, 32, 33, 40, 63, 64, 200, 255, 128, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x7fffffffffffffff, 0x8000000000000000, ulong.MaxValue, 100_000];
        ulong[] values = new ulong[4 * Lanes];
        for (int i = 0; i < values.Length; i++)
        {
            string kind = kinds[Math.Min(i % 4, kinds.Length - 1)];
            bool special = random.Next(3) != 0;
            values[i] = kind switch
            {
                "f32" => U(special ? floats[random.Next(floats.Length)] : (random.NextSingle() - 0.5f) * 100),
                "f64" => BitConverter.DoubleToUInt64Bits(special ? doubles[random.Next(doubles.Length)] : (random.NextDouble() - 0.5) * 1000),
                _ => Mask(special ? wholes[random.Next(wholes.Length)] : (ulong)random.NextInt64(), kind),
            };
            // Nothing is divided by zero.
            if ((name.StartsWith("div", StringComparison.Ordinal) || name.StartsWith("rem", StringComparison.Ordinal)) && i % 4 == 1 && kind[0] == 'b' && values[i] == 0)
                values[i] = 3;
        }
        return values;
    }

    private static float F(ulong bits) => BitConverter.UInt32BitsToSingle((uint)bits);

    private static double D(ulong bits) => BitConverter.UInt64BitsToDouble(bits);

    private static ulong U(float value) => BitConverter.SingleToUInt32Bits(value);

    private static ulong U(double value) => BitConverter.DoubleToUInt64Bits(value);

    private static ulong B(bool value) => value ? 1u : 0u;

    private static Dictionary<string, (string, string, string, Func<ulong, ulong, ulong, ulong>)> All()
    {
        Dictionary<string, (string, string, string, Func<ulong, ulong, ulong, ulong>)> all = new(StringComparer.Ordinal);
        void Add(string instruction, string from, string to, Func<ulong, ulong, ulong, ulong> expected) => all.Add(instruction.Split(';')[0], (instruction + ";", from, to, expected));
        foreach (int bits in (int[])[16, 32, 64])
        {
            string b = $"b{bits}";
            long S(ulong value) => bits switch { 16 => (short)value, 32 => (int)value, _ => (long)value };
            Add($"add.s{bits} D, A, B", b, b, (x, y, _) => x + y);
            Add($"sub.u{bits} D, A, B", b, b, (x, y, _) => x - y);
            Add($"mul.lo.s{bits} D, A, B", b, b, (x, y, _) => x * y);
            Add($"mul.hi.s{bits} D, A, B", b, b, (x, y, _) => (ulong)(((Int128)S(x) * S(y)) >> bits));
            Add($"mul.hi.u{bits} D, A, B", b, b, (x, y, _) => (ulong)(((UInt128)x * y) >> bits));
            Add($"mad.lo.s{bits} D, A, B, C", b, b, (x, y, z) => x * y + z);
            Add($"div.s{bits} D, A, B", b, b, (x, y, _) => (ulong)(long)((Int128)S(x) / S(y)));
            Add($"div.u{bits} D, A, B", b, b, (x, y, _) => x / y);
            Add($"rem.s{bits} D, A, B", b, b, (x, y, _) => (ulong)(long)((Int128)S(x) % S(y)));
            Add($"rem.u{bits} D, A, B", b, b, (x, y, _) => x % y);
            Add($"min.s{bits} D, A, B", b, b, (x, y, _) => (ulong)Math.Min(S(x), S(y)));
            Add($"max.u{bits} D, A, B", b, b, (x, y, _) => Math.Max(x, y));
            Add($"abs.s{bits} D, A", b, b, (x, _, _) => S(x) < 0 ? 0 - x : x);
            Add($"neg.s{bits} D, A", b, b, (x, _, _) => 0 - x);
            Add($"and.b{bits} D, A, B", b, b, (x, y, _) => x & y);
            Add($"or.b{bits} D, A, B", b, b, (x, y, _) => x | y);
            Add($"xor.b{bits} D, A, B", b, b, (x, y, _) => x ^ y);
            Add($"not.b{bits} D, A", b, b, (x, _, _) => ~x);
            Add($"cnot.b{bits} D, A", b, b, (x, _, _) => B(x == 0));
            Add($"shl.b{bits} D, A, B", $"{b},b32", b, (x, y, _) => y >= (ulong)bits ? 0 : x << (int)y);
            Add($"shr.u{bits} D, A, B", $"{b},b32", b, (x, y, _) => y >= (ulong)bits ? 0 : x >> (int)y);
            Add($"shr.s{bits} D, A, B", $"{b},b32", b, (x, y, _) => (ulong)(S(x) >> (int)Math.Min(y, (ulong)bits - 1)));
            Add($"mov.u{bits} D, A", b, b, (x, _, _) => x);
            foreach ((string relation, Func<long, long, bool> signed, Func<ulong, ulong, bool> unsigned) in ((string, Func<long, long, bool>, Func<ulong, ulong, bool>)[])
                [("eq", (x, y) => x == y, (x, y) => x == y), ("ne", (x, y) => x != y, (x, y) => x != y), ("lt", (x, y) => x < y, (x, y) => x < y),
                    ("le", (x, y) => x <= y, (x, y) => x <= y), ("gt", (x, y) => x > y, (x, y) => x > y), ("ge", (x, y) => x >= y, (x, y) => x >= y)])
            {
                Add($"setp.{relation}.s{bits} %p0, A, B; selp.b32 D, 1, 0, %p0", b, "b32", (x, y, _) => B(signed(S(x), S(y))));
                Add($"setp.{relation}.u{bits} %p0, A, B; selp.b32 D, 1, 0, %p0", b, "b32", (x, y, _) => B(unsigned(x, y)));
            }
            Add($"setp.hi.u{bits} %p0, A, B; selp.b32 D, 1, 0, %p0", b, "b32", (x, y, _) => B(x > y));
            Add($"setp.ls.u{bits} %p0, A, B; selp.b32 D, 1, 0, %p0", b, "b32", (x, y, _) => B(x <= y));
            Add($"selp.b{bits} D, A, B, %p1", b, b, (_, y, _) => y);
            if (bits < 64)
            {
                string wide = $"b{bits * 2}";
                Add($"mul.wide.s{bits} D, A, B", b, wide, (x, y, _) => (ulong)(S(x) * S(y)));
                Add($"mul.wide.u{bits} D, A, B", b, wide, (x, y, _) => x * y);
                Add($"mad.wide.s{bits} D, A, B, C", $"{b},{b},{wide}", wide, (x, y, z) => (ulong)(S(x) * S(y)) + z);
            }
            if (bits == 16)
                continue;
            Add($"popc.b{bits} D, A", b, "b32", (x, _, _) => (ulong)BitOperations.PopCount(x));
            Add($"clz.b{bits} D, A", b, "b32", (x, _, _) => (ulong)BitOperations.LeadingZeroCount(x) - (64u - (ulong)bits));
            Add($"brev.b{bits} D, A", b, b, (x, _, _) => Enumerable.Range(0, bits).Aggregate(0ul, (r, i) => r | (x >> i & 1) << (bits - 1 - i)));
            foreach (bool signed in (bool[])[false, true])
            {
                Add($"bfe.{(signed ? 's' : 'u')}{bits} D, A, B, C", $"{b},b32,b32", b, (x, y, z) =>
                {
                    int at = (byte)y, count = (byte)z;
                    ulong sign = signed && count > 0 ? x >> Math.Min(at + count - 1, bits - 1) & 1 : 0, result = 0;
                    for (int i = 0; i < bits; i++)
                        result |= (i < count && at + i < bits ? x >> (at + i) & 1 : sign) << i;
                    return result;
                });
            }
            Add($"bfi.b{bits} D, A, B, C, 9", $"{b},{b},b32", b, (x, y, z) =>
            {
                for (int i = 0; i < 9 && (byte)z + i < bits; i++)
                    y = y & ~(1ul << ((byte)z + i)) | (x >> i & 1) << ((byte)z + i);
                return y;
            });
        }
        Add("shf.l.wrap.b32 D, A, B, C", "b32", "b32", (x, y, z) => (y << 32 | x) << (int)(z & 31) >> 32);
        Add("shf.r.wrap.b32 D, A, B, C", "b32", "b32", (x, y, z) => (y << 32 | x) >> (int)(z & 31));
        Add("shf.r.clamp.b32 D, A, B, C", "b32", "b32", (x, y, z) => (y << 32 | x) >> (int)Math.Min(z, 32));
        Add("prmt.b32 D, A, B, 0x6ba4", "b32", "b32", (x, y, _) =>
        {
            ulong all = y << 32 | x, result = all >> 32 & 255;
            result |= ((all >> 16 & 255) > 127 ? 255u : 0u) << 8 | ((all >> 24 & 255) > 127 ? 255u : 0u) << 16 | (all >> 48 & 255) << 24;
            return result;
        });
        Add("mov.b64 D, {A, B}", "b32", "b64", (x, y, _) => y << 32 | x);
        Add("mov.b64 {%r4, D}, A", "b64", "b32", (x, _, _) => x >> 32);
        Add("mov.b32 D, A", "f32", "b32", (x, _, _) => x);
        Add("mov.b64 D, A", "b64", "f64", (x, _, _) => x);
        Add("and.pred %p1, %p2, %p3; not.pred %p1, %p1; selp.u32 D, A, B, %p1", "b32", "b32", (x, _, _) => x);
        AddFloats(Add);
        AddConversions(Add);
        return all;
    }

    private static void AddFloats(Action<string, string, string, Func<ulong, ulong, ulong, ulong>> add)
    {
        add("add.f32 D, A, B", "f32", "f32", (x, y, _) => U(F(x) + F(y)));
        add("sub.rn.f32 D, A, B", "f32", "f32", (x, y, _) => U(F(x) - F(y)));
        add("mul.f32 D, A, B", "f32", "f32", (x, y, _) => U(F(x) * F(y)));
        add("mul.rn.f32 %f4, A, B; add.rn.f32 D, %f4, C", "f32", "f32", (x, y, z) => U((float)(F(x) * F(y)) + F(z)));
        add("fma.rn.f32 D, A, B, C", "f32", "f32", (x, y, z) => U(MathF.FusedMultiplyAdd(F(x), F(y), F(z))));
        add("div.rn.f32 D, A, B", "f32", "f32", (x, y, _) => U(F(x) / F(y)));
        add("div.approx.f32 D, A, B", "f32", "f32", (x, y, _) => U(F(x) / F(y)));
        add("rcp.rn.f32 D, A", "f32", "f32", (x, _, _) => U(1 / F(x)));
        add("rcp.approx.f32 D, A", "f32", "f32", (x, _, _) => U(1 / F(x)));
        add("sqrt.rn.f32 D, A", "f32", "f32", (x, _, _) => U(MathF.Sqrt(F(x))));
        add("rsqrt.approx.f32 D, A", "f32", "f32", (x, _, _) => U((float)(1 / Math.Sqrt(F(x)))));
        add("ex2.approx.f32 D, A", "f32", "f32", (x, _, _) => U((float)Math.Pow(2, F(x))));
        add("lg2.approx.f32 D, A", "f32", "f32", (x, _, _) => U((float)Math.Log2(F(x))));
        add("min.f32 D, A, B", "f32", "f32", (x, y, _) => U(float.MinNumber(F(x), F(y))));
        add("max.f32 D, A, B", "f32", "f32", (x, y, _) => U(float.MaxNumber(F(x), F(y))));
        add("abs.f32 D, A", "f32", "f32", (x, _, _) => U(MathF.Abs(F(x))));
        add("neg.f32 D, A", "f32", "f32", (x, _, _) => U(-F(x)));
        add("copysign.f32 D, A, B", "f32", "f32", (x, y, _) => U(MathF.CopySign(F(y), F(x))));
        add("add.f32 D, A, 0f3fc00000", "f32", "f32", (x, _, _) => U(F(x) + 1.5f));
        add("add.f64 D, A, B", "f64", "f64", (x, y, _) => U(D(x) + D(y)));
        add("mul.rn.f64 D, A, B", "f64", "f64", (x, y, _) => U(D(x) * D(y)));
        add("fma.rn.f64 D, A, B, C", "f64", "f64", (x, y, z) => U(Math.FusedMultiplyAdd(D(x), D(y), D(z))));
        add("div.rn.f64 D, A, B", "f64", "f64", (x, y, _) => U(D(x) / D(y)));
        add("rcp.rn.f64 D, A", "f64", "f64", (x, _, _) => U(1 / D(x)));
        add("sqrt.rn.f64 D, A", "f64", "f64", (x, _, _) => U(Math.Sqrt(D(x))));
        add("max.f64 D, A, B", "f64", "f64", (x, y, _) => U(double.MaxNumber(D(x), D(y))));
        add("abs.f64 D, A", "f64", "f64", (x, _, _) => U(Math.Abs(D(x))));
        add("sub.f64 D, A, 0d3FF8000000000000", "f64", "f64", (x, _, _) => U(D(x) - 1.5));
        foreach ((string relation, Func<double, double, bool> holds) in ((string, Func<double, double, bool>)[])
            [("eq", (x, y) => x == y), ("ne", (x, y) => x < y || x > y), ("lt", (x, y) => x < y), ("le", (x, y) => x <= y), ("gt", (x, y) => x > y), ("ge", (x, y) => x >= y),
                ("equ", (x, y) => !(x < y || x > y)), ("neu", (x, y) => x != y), ("ltu", (x, y) => !(x >= y)), ("leu", (x, y) => !(x > y)), ("gtu", (x, y) => !(x <= y)),
                ("geu", (x, y) => !(x < y)), ("num", (x, y) => !double.IsNaN(x) && !double.IsNaN(y)), ("nan", (x, y) => double.IsNaN(x) || double.IsNaN(y))])
        {
            add($"setp.{relation}.f32 %p0, A, B; selp.b32 D, 1, 0, %p0", "f32", "b32", (x, y, _) => B(holds(F(x), F(y))));
            add($"setp.{relation}.f64 %p0, A, B; selp.b32 D, 1, 0, %p0", "f64", "b32", (x, y, _) => B(holds(D(x), D(y))));
        }
    }

    private static void AddConversions(Action<string, string, string, Func<ulong, ulong, ulong, ulong>> add)
    {
        add("cvt.s64.s32 D, A", "b32", "b64", (x, _, _) => (ulong)(long)(int)x);
        add("cvt.u64.u32 D, A", "b32", "b64", (x, _, _) => x);
        add("cvt.u32.u64 D, A", "b64", "b32", (x, _, _) => x);
        add("cvt.s32.s8 D, A", "b32", "b32", (x, _, _) => (ulong)(sbyte)x);
        add("cvt.u32.u8 D, A", "b16", "b32", (x, _, _) => (byte)x);
        add("cvt.s16.s8 D, A", "b16", "b16", (x, _, _) => (ulong)(sbyte)x);
        add("cvt.u16.u32 D, A", "b32", "b16", (x, _, _) => x);
        add("cvt.rn.f32.s32 D, A", "b32", "f32", (x, _, _) => U((float)(int)x));
        add("cvt.rn.f32.u32 D, A", "b32", "f32", (x, _, _) => U((float)(uint)x));
        add("cvt.rn.f32.u16 D, A", "b16", "f32", (x, _, _) => U((float)(ushort)x));
        add("cvt.rn.f32.s64 D, A", "b64", "f32", (x, _, _) => U((float)(long)x));
        add("cvt.rn.f64.s64 D, A", "b64", "f64", (x, _, _) => U((double)(long)x));
        add("cvt.rn.f64.u32 D, A", "b32", "f64", (x, _, _) => U((double)(uint)x));
        add("cvt.f64.f32 D, A", "f32", "f64", (x, _, _) => U((double)F(x)));
        add("cvt.rn.f32.f64 D, A", "f64", "f32", (x, _, _) => U((float)D(x)));
        add("cvt.rni.f32.f32 D, A", "f32", "f32", (x, _, _) => U(MathF.Round(F(x), MidpointRounding.ToEven)));
        add("cvt.rzi.f32.f32 D, A", "f32", "f32", (x, _, _) => U(MathF.Truncate(F(x))));
        add("cvt.rmi.f32.f32 D, A", "f32", "f32", (x, _, _) => U(MathF.Floor(F(x))));
        add("cvt.rpi.f64.f64 D, A", "f64", "f64", (x, _, _) => U(Math.Ceiling(D(x))));
        add("cvt.sat.f32.f32 D, A", "f32", "f32", (x, _, _) => U(float.MinNumber(float.MaxNumber(F(x), 0), 1)));
        add("cvt.rzi.s32.f32 D, A", "f32", "b32", (x, _, _) => (ulong)Whole(MathF.Truncate(F(x)), int.MinValue, int.MaxValue));
        add("cvt.rni.s32.f32 D, A", "f32", "b32", (x, _, _) => (ulong)Whole(MathF.Round(F(x), MidpointRounding.ToEven), int.MinValue, int.MaxValue));
        add("cvt.rmi.s32.f32 D, A", "f32", "b32", (x, _, _) => (ulong)Whole(MathF.Floor(F(x)), int.MinValue, int.MaxValue));
        add("cvt.rpi.u32.f32 D, A", "f32", "b32", (x, _, _) => (ulong)Whole(MathF.Ceiling(F(x)), 0, uint.MaxValue));
        add("cvt.rzi.s64.f64 D, A", "f64", "b64", (x, _, _) => (ulong)Whole(Math.Truncate(D(x)), long.MinValue, long.MaxValue));
        add("cvt.rzi.u64.f32 D, A", "f32", "b64", (x, _, _) => (ulong)Whole(MathF.Truncate(F(x)), 0, ulong.MaxValue));
        add("cvt.rzi.u16.f32 D, A", "f32", "b16", (x, _, _) => (ulong)Whole(MathF.Truncate(F(x)), 0, ushort.MaxValue));
    }

    private static Int128 Whole(double value, Int128 low, Int128 high) =>
        double.IsNaN(value) ? 0 : value <= (double)low ? low : value >= (double)high ? high : (Int128)value;
}
