using Mono.Cecil;
using Mono.Cecil.Cil;

namespace QmpFuzz.Bench.Mutants;

/// <summary>One small slip at one instruction: what it does, in words, and how it is done.</summary>
internal sealed record Mutation(string Change, Action<ILProcessor, Instruction> Apply)
{
    private static readonly Dictionary<Code, OpCode> Opposites = Pairs(
    [
        (OpCodes.Brtrue, OpCodes.Brfalse), (OpCodes.Beq, OpCodes.Bne_Un), (OpCodes.Blt, OpCodes.Bge), (OpCodes.Bgt, OpCodes.Ble),
        (OpCodes.Blt_Un, OpCodes.Bge_Un), (OpCodes.Bgt_Un, OpCodes.Ble_Un),
    ]);

    private static readonly Dictionary<Code, OpCode> Neighbours = Pairs(
        [(OpCodes.Blt, OpCodes.Ble), (OpCodes.Bgt, OpCodes.Bge), (OpCodes.Blt_Un, OpCodes.Ble_Un), (OpCodes.Bgt_Un, OpCodes.Bge_Un)]);

    // a > b becomes a >= b, which is not (a < b)
    private static readonly Dictionary<Code, OpCode> Reverses = Pairs([(OpCodes.Cgt, OpCodes.Clt), (OpCodes.Cgt_Un, OpCodes.Clt_Un)]);

    /// <summary>All that there are at an instruction of a method whose macros are simplified.</summary>
    public static IEnumerable<Mutation> Of(MethodDefinition method, Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Ldc_I4 => OfConstant(method, instruction),
        Code.Ldc_I8 => [Plus(1L, (long)instruction.Operand), Plus(-1L, (long)instruction.Operand)],
        Code.Ceq or Code.Cgt or Code.Cgt_Un or Code.Clt or Code.Clt_Un => OfComparison(instruction),
        _ => OfBranch(instruction),
    };

    private static Dictionary<Code, OpCode> Pairs(IReadOnlyList<(OpCode One, OpCode Other)> pairs) =>
        pairs.Concat(pairs.Select(pair => (One: pair.Other, Other: pair.One))).ToDictionary(pair => pair.One.Code, pair => pair.Other);

    private static IEnumerable<Mutation> OfBranch(Instruction branch)
    {
        if (Opposites.TryGetValue(branch.OpCode.Code, out OpCode opposite))
        {
            yield return new Mutation("condition negated", (_, it) => it.OpCode = opposite);
        }

        if (Neighbours.TryGetValue(branch.OpCode.Code, out OpCode neighbour))
        {
            yield return new Mutation("boundary of the comparison moved", (_, it) => it.OpCode = neighbour);
        }
    }

    private static IEnumerable<Mutation> OfComparison(Instruction comparison)
    {
        if (!IsNegated(comparison))
        {
            yield return new Mutation("condition negated", Negate);
        }

        if (Reverses.TryGetValue(comparison.OpCode.Code, out OpCode reverse) && comparison.Previous?.OpCode.Code != Code.Ldnull)
        {
            yield return new Mutation("boundary of the comparison moved", (il, it) =>
            {
                it.OpCode = reverse;
                Negate(il, it);
            });
        }
    }

    private static IEnumerable<Mutation> OfConstant(MethodDefinition method, Instruction constant)
    {
        int value = (int)constant.Operand;
        if (IsLength(constant) || (value == 0 && constant.Next?.OpCode.Code == Code.Ceq && constant.Previous is { } before && IsNegated(before)))
        {
            return [];
        }

        return value is 0 or 1 && IsBoolean(method, constant.Next)
            ? [new Mutation(value == 0 ? "false became true" : "true became false", (_, it) => it.Operand = 1 - value)]
            : [Plus(1, value), Plus(-1, value)];
    }

    private static Mutation Plus(int change, int value) => new($"{value} became {value + change}", (_, it) => it.Operand = value + change);

    private static Mutation Plus(long change, long value) => new($"{value} became {value + change}", (_, it) => it.Operand = value + change);

    // ... ceq          ... ceq, 0, ceq
    private static void Negate(ILProcessor il, Instruction comparison)
    {
        il.InsertAfter(comparison, Instruction.Create(OpCodes.Ceq));
        il.InsertAfter(comparison, Instruction.Create(OpCodes.Ldc_I4, 0));
    }

    /// <summary>A comparison whose result is compared with 0 at once: the compiler's way to say "not".</summary>
    private static bool IsNegated(Instruction comparison) =>
        comparison.OpCode.Code is Code.Ceq or Code.Cgt or Code.Cgt_Un or Code.Clt or Code.Clt_Un
        && comparison.Next is { OpCode.Code: Code.Ldc_I4, Operand: 0, Next.OpCode.Code: Code.Ceq };

    /// <summary>How long a literal or a new array is: data, not a decision.</summary>
    private static bool IsLength(Instruction constant) => constant.Next is { } next && next.OpCode.Code switch
    {
        Code.Newarr or Code.Conv_U => true,
        Code.Newobj => ((MethodReference)next.Operand).DeclaringType.Name == "ReadOnlySpan`1",
        _ => false,
    };

    private static bool IsBoolean(MethodDefinition method, Instruction? consumer) => consumer?.OpCode.Code switch
    {
        Code.Br => IsBoolean(method, (Instruction)consumer.Operand),
        Code.Ret => IsBoolean(method.ReturnType),
        Code.Stloc => IsBoolean(((VariableDefinition)consumer.Operand).VariableType),
        Code.Starg => IsBoolean(((ParameterDefinition)consumer.Operand).ParameterType),
        Code.Stfld or Code.Stsfld => IsBoolean(((FieldReference)consumer.Operand).FieldType),
        Code.Call or Code.Callvirt or Code.Newobj => ((MethodReference)consumer.Operand).Parameters is [.., { } last] && IsBoolean(last.ParameterType),
        _ => false,
    };

    private static bool IsBoolean(TypeReference type) => type.MetadataType == MetadataType.Boolean;
}
