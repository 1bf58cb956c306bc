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
    private readonly MethodDefinition _spend;

    private ProbesClass(FieldDefinition counters, MethodDefinition spend) => (_counters, _spend) = (counters, spend);

    /// <summary>Adds the class to a module.</summary>
    public static ProbesClass Inject(ModuleDefinition module, string slot)
    {
        TypeDefinition type = new("QmpFuzz.Instrumentation", "Probes", StaticClass, module.TypeSystem.Object);
        FieldDefinition counters = new("Counters", FieldAttributes.Assembly | FieldAttributes.Static | FieldAttributes.InitOnly, module.TypeSystem.IntPtr);
        type.Fields.Add(counters);
        type.Methods.Add(Constructor(module, slot, counters));
        MethodDefinition spend = Spend(module, counters);
        type.Methods.Add(spend);
        module.Types.Add(type);
        return new ProbesClass(counters, spend);
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

    private static MethodDefinition Constructor(ModuleDefinition module, string slot, FieldDefinition counters)
    {
        MethodDefinition constructor = new(".cctor", StaticConstructor, module.TypeSystem.Void);
        ILProcessor il = constructor.Body.GetILProcessor();
        il.Emit(OpCodes.Ldstr, slot);
        il.Emit(OpCodes.Call, module.ImportReference(typeof(ProbeMemory).GetMethod(nameof(ProbeMemory.Claim))));
        il.Emit(OpCodes.Stsfld, counters);
        il.Emit(OpCodes.Ret);
        return constructor;
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
