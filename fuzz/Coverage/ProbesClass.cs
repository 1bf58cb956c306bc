using Mono.Cecil;
using Mono.Cecil.Cil;
using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Coverage;

/// <summary>
/// The static class injected into a rewritten assembly:
/// <code>
/// static class Probes { static readonly nint Counters = ProbeMemory.Claim(slot); static void Spend() { if (--budget &lt; 0) Exceeded(); } }
/// </code>
/// The field is read-only, so that the JIT folds the address into each probe once the class is initialised.
/// </summary>
internal sealed class ProbesClass
{
    private const TypeAttributes StaticClass =
        TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit;

    private const MethodAttributes StaticConstructor =
        MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName;

    private readonly FieldDefinition _counters;
    private readonly FieldDefinition _operands;
    private readonly MethodDefinition _spend;

    private ProbesClass(FieldDefinition counters, FieldDefinition operands, MethodDefinition spend) => (_counters, _operands, _spend) = (counters, operands, spend);

    /// <summary>Adds the class to a module.</summary>
    public static ProbesClass Inject(ModuleDefinition module, string slot, bool recordsOperands)
    {
        TypeDefinition type = new("QmpFuzz.Instrumentation", "Probes", StaticClass, module.TypeSystem.Object);
        module.Types.Add(type);
        FieldDefinition counters = Field(module, "Counters");
        FieldDefinition operands = Field(module, "Operands");
        type.Fields.Add(counters);
        MethodDefinition constructor = new(".cctor", StaticConstructor, module.TypeSystem.Void);
        Claim(constructor, slot, counters);
        if (recordsOperands)
        {
            type.Fields.Add(operands);
            Claim(constructor, ProbeMemory.OperandsOf(slot), operands);
        }

        constructor.Body.GetILProcessor().Emit(OpCodes.Ret);
        type.Methods.Add(constructor);
        MethodDefinition spend = Spend(module, counters);
        type.Methods.Add(spend);
        return new ProbesClass(counters, operands, spend);
    }

    /// <summary>Counts one pass: <c>Counters[id]++</c>. Leaves the stack below untouched.</summary>
    public Instruction[] Count(int id) =>
    [
        Instruction.Create(OpCodes.Ldsfld, _counters),
        Instruction.Create(OpCodes.Ldc_I4, id),
        Instruction.Create(OpCodes.Add),
        Instruction.Create(OpCodes.Dup),
        Instruction.Create(OpCodes.Ldind_U1),
        Instruction.Create(OpCodes.Ldc_I4_1),
        Instruction.Create(OpCodes.Add),
        Instruction.Create(OpCodes.Conv_U1),
        Instruction.Create(OpCodes.Stind_I1),
    ];

    /// <summary>Takes one probe off the budget; throws when it is spent.</summary>
    public Instruction SpendOne() => Instruction.Create(OpCodes.Call, _spend);

    /// <summary>Pushes the address of the table of operands.</summary>
    public Instruction LoadOperands() => Instruction.Create(OpCodes.Ldsfld, _operands);

    /// <summary>Calls one of <see cref="RecordedComparisons"/>, the address of the table being pushed last.</summary>
    public Instruction Record(string comparison) =>
        Instruction.Create(OpCodes.Call, _counters.Module.ImportReference(typeof(RecordedComparisons).GetMethod(comparison)));

    private static FieldDefinition Field(ModuleDefinition module, string name) =>
        new(name, FieldAttributes.Assembly | FieldAttributes.Static | FieldAttributes.InitOnly, module.TypeSystem.IntPtr);

    private static void Claim(MethodDefinition constructor, string slot, FieldDefinition field)
    {
        ILProcessor il = constructor.Body.GetILProcessor();
        il.Emit(OpCodes.Ldstr, slot);
        il.Emit(OpCodes.Call, field.Module.ImportReference(typeof(ProbeMemory).GetMethod(nameof(ProbeMemory.Claim))));
        il.Emit(OpCodes.Stsfld, field);
    }

    private static MethodDefinition Spend(ModuleDefinition module, FieldDefinition counters)
    {
        MethodDefinition spend = new("Spend", MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig, module.TypeSystem.Void)
        {
            ImplAttributes = MethodImplAttributes.AggressiveInlining,
        };
        ILProcessor il = spend.Body.GetILProcessor();
        Instruction end = Instruction.Create(OpCodes.Ret);
        LoadBudgetAddress(il, counters);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Ldind_I8);
        il.Emit(OpCodes.Ldc_I8, 1L);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Stind_I8);
        LoadBudgetAddress(il, counters);
        il.Emit(OpCodes.Ldind_I8);
        il.Emit(OpCodes.Ldc_I8, 0L);
        il.Emit(OpCodes.Bge, end);
        il.Emit(OpCodes.Call, module.ImportReference(typeof(ProbeMemory).GetMethod(nameof(ProbeMemory.Exceeded))));
        il.Append(end);
        return spend;
    }

    private static void LoadBudgetAddress(ILProcessor il, FieldDefinition counters)
    {
        il.Emit(OpCodes.Ldsfld, counters);
        il.Emit(OpCodes.Ldc_I4, ProbeMemory.BudgetOffset);
        il.Emit(OpCodes.Sub);
    }
}
