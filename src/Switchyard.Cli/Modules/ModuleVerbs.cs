using System.CommandLine;
using System.Text.Json;
using Switchyard.Admin.Client.Modules;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;

namespace Switchyard.Cli.Modules;

/// <summary><c>switchyard modules …</c></summary>
internal static class ModuleVerbs
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };
    private static readonly Argument<string> Name = new("module") { Description = "Name of the module." };
    private static readonly Argument<string> Config = new("config") { Description = "Its whole configuration, a JSON object or @FILE; what is left out has its default." };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "modules",
        "Shows and configures the modules of the request pipeline.",
        verb.Create("list", "Lists modules in the order in which requests meet them.", [], ListAsync),
        verb.Create("show", "Shows the configuration of a module, defaults written out.", [Name], ShowAsync),
        verb.Create("set", "Gives a module another configuration.", ChangeInput.Options(Name, Config), SetAsync));

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var modules = await Pages.AllAsync(cursor => call.Client.Modules.ListAsync(cursor: cursor, cancellationToken: cancellationToken));
        call.Printer.Table(
            modules,
            ("POSITION", module => module.Position.ToString()),
            ("MODULE", module => module.Name),
            ("TYPE", module => module.Type),
            ("CLASS", module => module.Class),
            ("ORIGIN", module => module.DefinedIn ?? module.Origin),
            ("REVISION", module => module.ChangedRevision?.ToString()),
            ("HEALTH", Health));
    }

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken)
    {
        var (config, _) = await call.Client.Modules.GetConfigAsync(call.Get(Name), cancellationToken);
        if (call.Printer.IsJson)
        {
            call.Printer.Json(config);
            return;
        }

        await call.Environment.Out.WriteLineAsync(JsonSerializer.Serialize(config, Readable));
    }

    private static async Task<int> SetAsync(CliCall call, CancellationToken cancellationToken)
    {
        var name = call.Get(Name);
        var changed = await call.Client.Modules.SetConfigAsync(name, JsonInput.Read(call.Get(Config), "config")!.Value, ChangeInput.Read(call), cancellationToken);
        return ChangeInput.Tell(call, changed, $"Module {name} is configured");
    }

    private static string Health(Module module) =>
        module.Health is not { } health ? "" : health.Reason is null ? health.Failures == 0 ? health.Status : $"{health.Status}, {health.Failures} failures" : $"{health.Status}: {health.Reason}";
}
