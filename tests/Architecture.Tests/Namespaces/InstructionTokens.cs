using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>The types, methods and fields that compiled code names.</summary>
internal static class InstructionTokens
{
    private static readonly Dictionary<ushort, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (ushort)code.Value, code => code.OperandType);

    /// <summary>What the instructions of a method body refer to, in their order.</summary>
    public static IEnumerable<EntityHandle> Of(MethodBodyBlock body)
    {
        byte[] code = body.GetILBytes()!;
        for (int at = 0; at < code.Length;)
        {
            // The first byte of the codes of two is 0xFE.
            ushort opcode = code[at++];
            if (opcode == 0xFE)
                opcode = (ushort)(opcode << 8 | code[at++]);
            OperandType operand = Operands[opcode];
            if (IsToken(operand))
                yield return MetadataTokens.EntityHandle(BitConverter.ToInt32(code, at));
            at += operand == OperandType.InlineSwitch ? 4 + 4 * BitConverter.ToInt32(code, at) : Size(operand);
        }
    }

    private static bool IsToken(OperandType operand) => operand
        is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok or OperandType.InlineSig;

    private static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
