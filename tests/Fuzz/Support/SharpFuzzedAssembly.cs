using Mono.Cecil;
using Mono.Cecil.Cil;

namespace QmpFuzz.Tests.Fuzz.Support;

/// <summary>
/// Makes what SharpFuzz leaves behind: SharpFuzz.Common.dll with the class Trace, and an assembly with
/// <c>static void Fuzz(ReadOnlySpan&lt;byte&gt;)</c> whose two blocks count at SharedMem[PrevLocation ^ id].
/// </summary>
internal static class SharpFuzzedAssembly
{
    public const int FirstId = 0x1234;
    public const int SecondId = 0x0A0A;

    /// <summary>Writes both; returns the path of the target.</summary>
    public static string Write(string folder)
    {
        TypeDefinition trace = WriteTrace(Path.Combine(folder, "SharpFuzz.Common.dll"));
        string path = Path.Combine(folder, "Target.dll");
        using AssemblyDefinition assembly = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition("Target", new Version(1, 0)), "Target", ModuleKind.Dll);
        ModuleDefinition module = assembly.MainModule;
        TypeDefinition type = new("Target", "Fuzzer", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed, module.TypeSystem.Object);
        MethodDefinition fuzz = new("Fuzz", MethodAttributes.Public | MethodAttributes.Static, module.TypeSystem.Void);
        fuzz.Parameters.Add(new ParameterDefinition(module.ImportReference(typeof(ReadOnlySpan<byte>))));
        WriteBody(fuzz, module.ImportReference(trace.Fields[0]), module.ImportReference(trace.Fields[1]));
        type.Methods.Add(fuzz);
        module.Types.Add(type);
        assembly.Write(path);
        return path;
    }

    private static TypeDefinition WriteTrace(string path)
    {
        AssemblyDefinition assembly = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition("SharpFuzz.Common", new Version(2, 0)), "SharpFuzz.Common", ModuleKind.Dll);
        ModuleDefinition module = assembly.MainModule;
        TypeDefinition trace = new("SharpFuzz.Common", "Trace", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed, module.TypeSystem.Object);
        const FieldAttributes PublicStatic = FieldAttributes.Public | FieldAttributes.Static;
        trace.Fields.Add(new FieldDefinition("SharedMem", PublicStatic, new PointerType(module.TypeSystem.Byte)));
        trace.Fields.Add(new FieldDefinition("PrevLocation", PublicStatic, module.TypeSystem.Int32));
        module.Types.Add(trace);
        assembly.Write(path);
        return trace;
    }

    // count(first); if (input.Length > 3) { count(second); }
    private static void WriteBody(MethodDefinition fuzz, FieldReference map, FieldReference previous)
    {
        ILProcessor il = fuzz.Body.GetILProcessor();
        Instruction end = Instruction.Create(OpCodes.Ret);
        Count(il, map, previous, FirstId);
        il.Emit(OpCodes.Ldarga, fuzz.Parameters[0]);
        il.Emit(OpCodes.Call, map.Module.ImportReference(typeof(ReadOnlySpan<byte>).GetProperty("Length")!.GetMethod));
        il.Emit(OpCodes.Ldc_I4_3);
        il.Emit(OpCodes.Ble, end);
        Count(il, map, previous, SecondId);
        il.Append(end);
    }

    private static void Count(ILProcessor il, FieldReference map, FieldReference previous, int id)
    {
        il.Emit(OpCodes.Ldsfld, map);
        il.Emit(OpCodes.Ldsfld, previous);
        il.Emit(OpCodes.Ldc_I4, id);
        il.Emit(OpCodes.Xor);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Ldind_U1);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Conv_U1);
        il.Emit(OpCodes.Stind_I1);
        il.Emit(OpCodes.Ldc_I4, id >> 1);
        il.Emit(OpCodes.Stsfld, previous);
    }
}
