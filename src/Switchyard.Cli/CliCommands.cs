using System.CommandLine;
using Switchyard.Cli.AccessKeys;
using Switchyard.Cli.Audit;
using Switchyard.Cli.Bundles;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Chats;
using Switchyard.Cli.Configuration;
using Switchyard.Cli.Events;
using Switchyard.Cli.Gateways;
using Switchyard.Cli.Modules;
using Switchyard.Cli.Nodes;
using Switchyard.Cli.Operators;
using Switchyard.Cli.ProviderKeys;
using Switchyard.Cli.Providers;
using Switchyard.Cli.Proxying;
using Switchyard.Cli.Rollout;
using Switchyard.Cli.Secrets;
using Switchyard.Cli.Shells;
using Switchyard.Cli.Terminal;
using Switchyard.Cli.Top;
using Switchyard.Cli.Usage;
using Switchyard.Cli.Users;
using Switchyard.Cli.Workspaces;

namespace Switchyard.Cli;

/// <summary>The verbs that operate a running system through its API.</summary>
public static class CliCommands
{
    /// <summary>Adds the verbs to <paramref name="root"/>, with the options <c>--url</c>, <c>--token</c> and <c>--json</c> on each; those of chats have <c>--data-url</c> and <c>--access-key</c> instead of the first two.</summary>
    /// <param name="root">The program.</param>
    /// <param name="environment">What surrounds a verb, asked for when it runs; that of the process if left out.</param>
    /// <param name="checker">Checks configuration files here; without it only a node can be asked.</param>
    public static void AddTo(Command root, Func<CliEnvironment>? environment = null, IConfigurationChecker? checker = null)
    {
        environment ??= static () => CliEnvironment.Process;
        var verb = new CliVerb(environment, CliPlane.Control);
        Command[] groups =
        [
            ProviderVerbs.Create(verb),
            KeyVerbs.Create(verb),
            AccessKeyVerbs.Create(verb),
            UserVerbs.Create(verb),
            OperatorVerbs.Create(verb),
            ConfigVerbs.Create(verb, checker),
            ModuleVerbs.Create(verb),
            WorkspaceVerbs.Create(verb),
            BundleVerbs.Create(verb),
            EventVerbs.Create(verb),
            ProxyVerbs.Create(verb),
            GatewayVerbs.Create(verb),
            RolloutVerb.Create(verb),
            NodesVerb.Create(verb),
            AuditVerbs.Create(verb),
            SecretVerbs.Create(verb),
            UsageVerb.Create(verb),
            TopVerb.Create(verb),
        ];
        foreach (var group in groups)
        {
            CliPlane.Control.AddTo(group);
            root.Subcommands.Add(group);
        }

        var chats = ChatVerbs.Create(new CliVerb(environment, CliPlane.Data));
        CliPlane.Data.AddTo(chats);
        root.Subcommands.Add(chats);
        root.Subcommands.Add(CompletionVerb.Create(root, environment));
    }
}
