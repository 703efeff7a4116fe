using System.Collections.Frozen;

namespace CaffeSharpGen.Torch7;

/// <summary>The classes of tensors and storages: of Torch7, cutorch and cltorch. All are stored in the same way.</summary>
internal static class TorchClasses
{
    private const string Namespace = "torch.", Tensor = "Tensor", Storage = "Storage";

    private static readonly FrozenDictionary<string, Torch7ElementType> Tensors = Names(Tensor), Storages = Names(Storage);

    public static bool IsTensor(string className, out Torch7ElementType type) => Tensors.TryGetValue(className, out type);

    public static bool IsStorage(string className, out Torch7ElementType type) => Storages.TryGetValue(className, out type);

    /// <summary>
    /// What to save instead of an object that another package than Torch7 stores in a format of its own; null for other classes.
    /// </summary>
    public static string? InsteadOf(string className) => className switch
    {
        "tds.Hash" or "tds_hash" => "a table; make one in Torch7 and save it: local t = {} for k, v in pairs(hash) do t[k] = v end",
        "tds.Vec" or "tds_vec" => "a table; make one in Torch7 and save it: local t = {} for i = 1, #vec do t[i] = vec[i] end",
        "tds.AtomicCounter" => "a number; save what its get() gives",
        _ => null,
    };

    public static string TensorOf(Torch7ElementType type) => Namespace + type + Tensor;

    public static string StorageOf(Torch7ElementType type) => Namespace + type + Storage;

    /// <summary>The class of the storages that tensors of a class have.</summary>
    public static string StorageOf(string tensorClass) => tensorClass[..^Tensor.Length] + Storage;

    /// <summary>The class of the tensors that have storages of a class.</summary>
    public static string TensorOf(string storageClass) => storageClass[..^Storage.Length] + Tensor;

    private static FrozenDictionary<string, Torch7ElementType> Names(string kind)
    {
        var names = new Dictionary<string, Torch7ElementType>
        {
            [$"{Namespace}Cuda{kind}"] = Torch7ElementType.Float,
            [$"{Namespace}Cl{kind}"] = Torch7ElementType.Float,
        };
        foreach (Torch7ElementType type in Enum.GetValues<Torch7ElementType>())
        {
            names[$"{Namespace}{type}{kind}"] = type;
            if (type != Torch7ElementType.Float)
                names[$"{Namespace}Cuda{type}{kind}"] = type;
        }
        return names.ToFrozenDictionary();
    }
}
