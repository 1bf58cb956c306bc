using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Coverage;

/// <summary>
/// Records the operands of one method's comparisons: integers where the second operand is a constant, a local or an argument,
/// so that it can be read twice; switches; and calls that compare spans or strings, which become calls of our own.
/// </summary>
internal sealed class OperandInstrumenter(MethodDefinition method, ProbesClass probes)
{
    private static readonly Dictionary<string, string> Replacements = new()
    {
        ["System.Boolean System.MemoryExtensions::SequenceEqual<System.Byte>(System.ReadOnlySpan`1<!!0>,System.ReadOnlySpan`1<!!0>)"] = nameof(RecordedComparisons.SequenceEqual),
        ["System.Boolean System.MemoryExtensions::StartsWith<System.Byte>(System.ReadOnlySpan`1<!!0>,System.ReadOnlySpan`1<!!0>)"] = nameof(RecordedComparisons.StartsWith),
        ["System.Boolean System.MemoryExtensions::EndsWith<System.Byte>(System.ReadOnlySpan`1<!!0>,System.ReadOnlySpan`1<!!0>)"] = nameof(RecordedComparisons.EndsWith),
        ["System.Int32 System.MemoryExtensions::IndexOf<System.Byte>(System.ReadOnlySpan`1<!!0>,System.ReadOnlySpan`1<!!0>)"] = nameof(RecordedComparisons.IndexOf),
        ["System.Boolean System.MemoryExtensions::SequenceEqual<System.Char>(System.ReadOnlySpan`1<!!0>,System.ReadOnlySpan`1<!!0>)"] = nameof(RecordedComparisons.SequenceEqualChars),
        ["System.Boolean System.MemoryExtensions::StartsWith<System.Char>(System.ReadOnlySpan`1<!!0>,System.ReadOnlySpan`1<!!0>)"] = nameof(RecordedComparisons.StartsWithChars),
        ["System.Boolean System.String::op_Equality(System.String,System.String)"] = nameof(RecordedComparisons.StringEquals),
        ["System.Boolean System.String::Equals(System.String,System.String)"] = nameof(RecordedComparisons.StringEquals),
        ["System.Boolean System.String::StartsWith(System.String,System.StringComparison)"] = nameof(RecordedComparisons.StringStartsWith),
    };

    private readonly ILProcessor _il = method.Body.GetILProcessor();

    public void Run()
    {
        method.Body.SimplifyMacros();
        foreach (Instruction instruction in method.Body.Instructions.ToArray())
        {
            switch (instruction.OpCode.Code)
            {
                case Code.Call or Code.Callvirt when Replacements.TryGetValue(((MethodReference)instruction.Operand).FullName, out string? name):
                    ReplaceCall(instruction, name);
                    break;
                case Code.Switch:
                    RecordCases(instruction);
                    break;
                case Code.Ceq or Code.Cgt or Code.Cgt_Un or Code.Clt or Code.Clt_Un:
                case >= Code.Beq and <= Code.Blt_Un:
                    RecordIntegers(instruction);
                    break;
            }
        }

        method.Body.OptimizeMacros();
    }

    /// <summary>The name of what takes two operands of the type that this instruction pushes; null if it is not known or cannot be pushed twice.</summary>
    private static string? RecorderFor(Instruction pushes) => pushes.OpCode.Code switch
    {
        Code.Ldc_I4 => nameof(RecordedComparisons.Integers),
        Code.Ldc_I8 => nameof(RecordedComparisons.LongIntegers),
        Code.Ldloc => RecorderFor(((VariableDefinition)pushes.Operand).VariableType),
        Code.Ldarg => RecorderFor(((ParameterDefinition)pushes.Operand).ParameterType),
        _ => null,
    };

    private static string? RecorderFor(TypeReference type) => type.MetadataType switch
    {
        >= MetadataType.Char and <= MetadataType.UInt32 => nameof(RecordedComparisons.Integers),
        MetadataType.Int64 or MetadataType.UInt64 => nameof(RecordedComparisons.LongIntegers),
        _ => null,
    };

    // a, push b, compare          a, dup, push b, record, push b, compare
    private void RecordIntegers(Instruction comparison)
    {
        Instruction second = comparison.Previous;
        if (second is null || RecorderFor(second) is not { } recorder || (comparison.OpCode.Code == Code.Ceq && second.Operand is 0))
        {
            return;
        }

        Insert(second, Instruction.Create(OpCodes.Dup), Copy(second), probes.LoadOperands(), probes.Record(recorder));
    }

    // a, switch          a, dup, first, count, record, switch          where "first; sub" stands in front, the value before that is recorded
    private void RecordCases(Instruction cases)
    {
        bool isShifted = cases.Previous is { OpCode.Code: Code.Sub, Previous.OpCode.Code: Code.Ldc_I4 };
        Instruction place = isShifted ? cases.Previous.Previous : cases;
        Instruction first = isShifted ? Copy(place) : Instruction.Create(OpCodes.Ldc_I4, 0);
        Instruction[] added =
        [
            Instruction.Create(OpCodes.Dup), first, Instruction.Create(OpCodes.Ldc_I4, ((Instruction[])cases.Operand).Length),
            probes.LoadOperands(), probes.Record(nameof(RecordedComparisons.Cases)),
        ];
        Insert(place, added);
    }

    /// <summary>Whoever jumps to the instruction passes by what was inserted, with the stack as it expects it.</summary>
    private void Insert(Instruction before, params Instruction[] added)
    {
        foreach (Instruction instruction in added)
        {
            _il.InsertBefore(before, instruction);
        }
    }

    /// <summary>The call itself becomes the load of the last argument, so that a jump to it comes by that as well.</summary>
    private void ReplaceCall(Instruction call, string name)
    {
        _il.InsertAfter(call, probes.Record(name));
        Instruction load = probes.LoadOperands();
        (call.OpCode, call.Operand) = (load.OpCode, load.Operand);
    }

    private Instruction Copy(Instruction push)
    {
        Instruction copy = _il.Create(OpCodes.Nop);
        (copy.OpCode, copy.Operand) = (push.OpCode, push.Operand);
        return copy;
    }
}
