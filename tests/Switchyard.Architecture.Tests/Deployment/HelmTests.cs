using System.Text.RegularExpressions;
using Switchyard.Architecture.Tests.Repository;
using YamlDotNet.RepresentationModel;

namespace Switchyard.Architecture.Tests.Deployment;

/// <summary>The chart, as far as it can be checked without Helm: with every condition taken, each template is YAML, and uses only values and helpers that there are.</summary>
public sealed partial class HelmTests
{
    private const string Chart = "deploy/helm/switchyard/";

    private static IEnumerable<string> Templates => Tree.Files.Where(static file => file.StartsWith(Chart + "templates/", StringComparison.Ordinal));

    private static IEnumerable<(string File, YamlNode Document)> Documents =>
        from file in Templates
        where file.EndsWith(".yaml", StringComparison.Ordinal)
        from document in Yaml.Documents(Rendered(Tree.Read(file)))
        select (file, document);

    [Fact]
    public void Each_template_is_an_object_of_Kubernetes_with_its_names()
    {
        Findings.MustBeEmpty(
            from document in Documents
            where document.Document is not YamlMappingNode mapping || !mapping.Children.ContainsKey("apiVersion") || !mapping.Children.ContainsKey("kind") || !mapping.Children.ContainsKey("metadata")
            select document.File,
            "A document of a template has no apiVersion, kind or metadata.");
        Assert.Equal(
            ["NetworkPolicy", "PodDisruptionBudget", "PodMonitor", "Service", "StatefulSet"],
            Documents.Select(static document => (string)document.Document["kind"]!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Values_and_helpers_that_are_used_exist_and_those_that_exist_are_used()
    {
        var values = Yaml.Documents(Tree.Read(Chart + "values.yaml")).Single();
        var text = string.Join('\n', Templates.Select(Tree.Read));
        var used = Value().Matches(text).Select(static match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var helpers = Helper().Matches(text).Select(static match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Findings.MustBeEmpty(
            [
                .. used.Where(path => !Has(values, path)).Select(static path => $".Values.{path} is not in values.yaml"),
                .. Leaves(values, "").Where(path => !used.Any(name => path == name || path.StartsWith(name + ".", StringComparison.Ordinal))).Select(static path => $"values.yaml has {path}, which no template uses"),
                .. Include().Matches(text).Select(static match => match.Groups[1].Value).Where(name => !helpers.Contains(name)).Select(static name => $"there is no helper {name}"),
            ],
            "Correct the chart.");
        foreach (var opening in Templates.Where(static file => Block().Count(Tree.Read(file)) != End().Count(Tree.Read(file))))
        {
            Assert.Fail($"{opening}: not every if, with, range and define has its end.");
        }
    }

    [Fact]
    public async Task Containers_are_given_what_their_verbs_understand_and_asked_at_paths_that_exist()
    {
        var helpers = Tree.Read(Chart + "templates/_helpers.tpl");
        Assert.Equal(["/livez", "/livez", "/readyz"], Path().Matches(helpers).Select(static match => match.Groups[1].Value));
        var health = Tree.Read("src/Switchyard.Host/Health/HealthEndpoints.cs");
        Assert.Contains("\"/livez\"", health, StringComparison.Ordinal);
        Assert.Contains("\"/readyz\"", health, StringComparison.Ordinal);

        var containers = Documents.SelectMany(static document => Yaml.All(document.Document)).OfType<YamlMappingNode>().Where(static node => node.Children.ContainsKey("image")).ToList();
        Assert.Equal(2, containers.Count);
        foreach (var container in containers)
        {
            var verb = (string)container["args"][0]!;
            var known = await Verb.AskAsync(verb);
            Findings.MustBeEmpty(
                ((YamlSequenceNode)container["env"]).Select(static variable => (string)variable["name"]!).Where(name => name != "POD_NAME" && !known.Variables.Contains(name)),
                $"The container of '{verb}' is given variables that it does not know.");
            Assert.Equal(["8080", "8081"], ((YamlSequenceNode)container["ports"]).Select(static port => (string)port["containerPort"]!));
            Assert.Contains(((YamlSequenceNode)container["volumeMounts"]).Select(static mount => (string?)mount["mountPath"]), static path => path == "/var/lib/switchyard");
        }
    }

    /// <summary>What is left when lines that are instructions only go, and every other instruction becomes a word.</summary>
    private static string Rendered(string template) =>
        Instruction().Replace(string.Join('\n', template.Split('\n').Where(static line => !(line.TrimStart().StartsWith("{{", StringComparison.Ordinal) && line.TrimEnd().EndsWith("}}", StringComparison.Ordinal)))), "x");

    private static bool Has(YamlNode values, string path)
    {
        var at = values;
        foreach (var name in path.Split('.'))
        {
            if (at is not YamlMappingNode mapping || !mapping.Children.TryGetValue(name, out at!))
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<string> Leaves(YamlNode node, string path) => node is YamlMappingNode { Children.Count: > 0 } mapping
        ? mapping.Children.SelectMany(pair => Leaves(pair.Value, path.Length == 0 ? (string)pair.Key! : $"{path}.{pair.Key}"))
        : [path];

    [GeneratedRegex(@"\.Values\.([A-Za-z.]+[A-Za-z])", RegexOptions.None, 1_000)]
    private static partial Regex Value();

    [GeneratedRegex(@"define ""([^""]+)""", RegexOptions.None, 1_000)]
    private static partial Regex Helper();

    [GeneratedRegex(@"include ""([^""]+)""", RegexOptions.None, 1_000)]
    private static partial Regex Include();

    [GeneratedRegex(@"\{\{-? ?(?:if|with|range|define) ", RegexOptions.None, 1_000)]
    private static partial Regex Block();

    [GeneratedRegex(@"\{\{-? ?end ?-?\}\}", RegexOptions.None, 1_000)]
    private static partial Regex End();

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.None, 1_000)]
    private static partial Regex Instruction();

    [GeneratedRegex(@"path: (/\w+)", RegexOptions.None, 1_000)]
    private static partial Regex Path();
}
