namespace CaffeSharpGen.Cuda.Testing.Translation;

/// <summary>What a type of PTX counts as.</summary>
internal enum PtxKind
{
    Predicate,
    Bits,
    Unsigned,
    Signed,
    Float,
}

/// <summary>A type of PTX: its kind and its size in bytes.</summary>
internal readonly record struct PtxType(PtxKind Kind, int Bytes)
{
    public static readonly PtxType Predicate = new(PtxKind.Predicate, 1);
    public static readonly PtxType U32 = new(PtxKind.Unsigned, 4);
    public static readonly PtxType U64 = new(PtxKind.Unsigned, 8);

    public bool IsFloat => Kind == PtxKind.Float;

    public bool IsSigned => Kind == PtxKind.Signed;

    public int Bits => Bytes * 8;

    /// <summary>The type's name in C.</summary>
    public string C => Kind switch
    {
        PtxKind.Predicate => "uint8_t",
        PtxKind.Float => Bytes == 4 ? "float" : "double",
        PtxKind.Signed => $"int{Bits}_t",
        _ => $"uint{Bits}_t",
    };

    /// <summary>Registers keep whole numbers without sign.</summary>
    public PtxType Storage => Kind is PtxKind.Signed or PtxKind.Bits ? this with { Kind = PtxKind.Unsigned } : this;

    /// <summary>The name of helpers in runtime.h: s32, f32.</summary>
    public string Suffix => (Kind switch { PtxKind.Float => "f", PtxKind.Signed => "s", _ => "u" }) + Bits;

    public static bool TryParse(string text, out PtxType type)
    {
        type = text switch
        {
            "pred" => Predicate,
            "b8" => new(PtxKind.Bits, 1),
            "b16" => new(PtxKind.Bits, 2),
            "b32" => new(PtxKind.Bits, 4),
            "b64" => new(PtxKind.Bits, 8),
            "u8" => new(PtxKind.Unsigned, 1),
            "u16" => new(PtxKind.Unsigned, 2),
            "u32" => U32,
            "u64" => U64,
            "s8" => new(PtxKind.Signed, 1),
            "s16" => new(PtxKind.Signed, 2),
            "s32" => new(PtxKind.Signed, 4),
            "s64" => new(PtxKind.Signed, 8),
            "f32" => new(PtxKind.Float, 4),
            "f64" => new(PtxKind.Float, 8),
            _ => default,
        };
        return type.Bytes != 0;
    }
}
