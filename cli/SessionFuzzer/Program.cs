using QmpFuzz.Fuzz.Drivers.LibFuzzer;

// the program under the name that ClusterFuzz and OSS-Fuzz take for a fuzz target: all of it is libFuzzer's command line
return new LibFuzzerDriver(Environment.ProcessPath!, [], args, Console.Error, TimeProvider.System).Run();
