using System.Globalization;

namespace Switchyard.Bench;

/// <summary>A verb and <c>--name value</c> pairs; an option may be repeated.</summary>
internal sealed class Arguments
{
    private readonly List<(string Name, string Value)> _options = [];

    public Arguments(string[] args)
    {
        Verb = args.Length > 0 ? args[0] : "";
        for (var index = 1; index < args.Length; index += 2)
        {
            if (!args[index].StartsWith("--", StringComparison.Ordinal) || index + 1 == args.Length)
            {
                throw new ArgumentException($"'{args[index]}': options are written --name value");
            }

            _options.Add((args[index][2..], args[index + 1]));
        }
    }

    public string Verb { get; }

    public IReadOnlyList<string> All(string name) => [.. _options.Where(option => option.Name == name).Select(option => option.Value)];

    public string Text(string name, string standard) => All(name) is [.., var last] ? last : standard;

    public string Required(string name) => All(name) is [.., var last] ? last : throw new ArgumentException($"--{name} is required");

    public int Number(string name, int standard) => All(name) is not [.., var last]
        ? standard
        : int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw new ArgumentException($"--{name}: '{last}' is not a whole number");
}
