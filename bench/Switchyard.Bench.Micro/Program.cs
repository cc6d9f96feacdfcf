using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Switchyard.Bench.Machine;
using Switchyard.Bench.Micro.Leases;
using Switchyard.Bench.Processes;

// Options are those of BenchmarkDotNet: --filter '*Dial*', --list flat. Without a filter everything runs.
Console.WriteLine((await MachineFacts.ReadAsync(CancellationToken.None)).Heading);

// In this process: the toolchain that builds projects of its own does not know central package versions and lock files. The window is the length of a run that still lets all of them end in a few minutes.
var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(10).AsDefault())
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddExporter(JsonExporter.Brief)
    .WithArtifactsPath(Path.Combine(Places.Results, "micro"));
var summaries = BenchmarkSwitcher.FromAssembly(typeof(LeaseBenchmarks).Assembly).Run(args.Contains("--filter", StringComparer.Ordinal) || args.Contains("--list", StringComparer.Ordinal) ? args : [.. args, "--filter", "*"], config);
return summaries.Any(static summary => summary.HasCriticalValidationErrors || summary.Reports.Any(static report => !report.Success)) ? 1 : 0;
