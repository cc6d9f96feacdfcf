using System.Text.RegularExpressions;
using Switchyard.Architecture.Tests.Repository;
using YamlDotNet.RepresentationModel;

namespace Switchyard.Architecture.Tests.Deployment;

/// <summary>Image and compose file: what they copy exists, and what they set the program understands. Neither is built or run by a test.</summary>
public sealed partial class ContainerTests
{
    private const string Dockerfile = "deploy/docker/Dockerfile";
    private const string Compose = "deploy/compose/compose.yaml";

    [Fact]
    public async Task The_image_copies_what_exists_and_sets_what_is_understood()
    {
        var text = Tree.Read(Dockerfile).Replace("\\\n", " ", StringComparison.Ordinal);
        var known = await Verb.AskAsync("serve");
        var included = Tree.Lines(Dockerfile + ".dockerignore").Where(static line => line.StartsWith('!')).Select(static line => line[1..]).ToList();
        var sources = Copy().Matches(text).SelectMany(static match => match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.NotEmpty(sources);
        Findings.MustBeEmpty(
            [
                .. sources.Where(static source => !Tree.Exists(source)).Select(static source => $"{source} does not exist"),
                .. sources.Where(source => !included.Contains(source)).Select(static source => $"{source} is kept out by .dockerignore"),
                .. Variable().Matches(text).Select(static match => match.Value).Where(name => !known.Variables.Contains(name)).Select(static name => $"{name} is no variable of 'serve'"),
                .. Listen().Matches(text).Select(static match => match.Groups[1].Value).Where(port => !Expose().Match(text).Value.Contains(port, StringComparison.Ordinal)).Select(static port => $"port {port} is not exposed"),
            ],
            $"Correct {Dockerfile}.");
        Assert.Matches(@"(?m)^USER [1-9]", text);
        Assert.True(Tree.Exists(Publish().Match(text).Groups[1].Value));
    }

    [Fact]
    public async Task The_services_are_given_what_their_verbs_understand()
    {
        var verbs = new Dictionary<string, Verb> { ["serve"] = await Verb.AskAsync("serve"), ["edge"] = await Verb.AskAsync("edge") };
        var services = (YamlMappingNode)Yaml.Documents(Tree.Read(Compose)).Single()["services"];
        var ours = services.Children.Where(static pair => pair.Value is YamlMappingNode node && node.Children.ContainsKey("environment") && !((string?)pair.Key)!.StartsWith("postgres", StringComparison.Ordinal)).ToList();
        Assert.Equal(["node-1", "node-2", "edge"], ours.Select(static pair => (string?)pair.Key));
        foreach (var (name, service) in ours)
        {
            var settings = (YamlMappingNode)service;
            var verb = settings.Children.TryGetValue("command", out var command) ? (string)command[0]! : "serve";
            var names = Yaml.Merged((YamlMappingNode)settings["environment"]).Keys;
            Findings.MustBeEmpty(names.Where(variable => !verbs[verb].Variables.Contains(variable)).Select(variable => $"{name}: {variable} is no variable of '{verb}'"), $"Correct {Compose}.");
            Findings.MustBeEmpty(
                ((YamlSequenceNode)settings["ports"]).Select(static port => ((string)port!).Split(':')).Where(static parts => parts[0] != "127.0.0.1" || parts[2] is not ("8080" or "8081")).Select(static parts => string.Join(':', parts)),
                $"{name} publishes a port that the image does not have, or to everybody.");
        }
    }

    [GeneratedRegex(@"(?m)^COPY (?!--from)(.+) \S+$", RegexOptions.None, 1_000)]
    private static partial Regex Copy();

    [GeneratedRegex(@"\bSWITCHYARD_[A-Z_]+", RegexOptions.None, 1_000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"LISTEN=http://0\.0\.0\.0:(\d+)", RegexOptions.None, 1_000)]
    private static partial Regex Listen();

    [GeneratedRegex(@"(?m)^EXPOSE .+$", RegexOptions.None, 1_000)]
    private static partial Regex Expose();

    [GeneratedRegex(@"dotnet publish (\S+)", RegexOptions.None, 1_000)]
    private static partial Regex Publish();
}
