using System.Text;

namespace Switchyard.Cli.Shells;

/// <summary>A completion script for fish.</summary>
internal static class FishScript
{
    public static string Write(IReadOnlyList<VerbShape> shapes)
    {
        var text = new StringBuilder(
            """
            # Completion of switchyard for fish. Load it with:  switchyard completion fish | source
            function __switchyard_at
                set -l path ''
                for word in (commandline -opc)[2..]
                    switch "$path/$word"

            """);
        foreach (var shape in shapes.Where(shape => shape.Verbs.Count > 0))
        {
            text.Append("            case ").AppendJoin(' ', shape.Verbs.Select(verb => $"'{shape.Path}/{verb.Name}'")).Append("\n                set path (string trim \"$path $word\")\n");
        }

        text.Append("        end\n    end\n    test \"$path\" = \"$argv[1]\"\nend\ncomplete -c switchyard -f\n");
        foreach (var shape in shapes)
        {
            foreach (var (name, help) in shape.Verbs)
            {
                text.Append("complete -c switchyard -n \"__switchyard_at '").Append(shape.Path).Append("'\" -a ").Append(name).Append(" -d ").Append(Quoted(help)).Append('\n');
            }

            if (shape.Verbs.Count == 0)
            {
                text.Append("complete -c switchyard -n \"__switchyard_at '").Append(shape.Path).Append("'\"").Append(shape.Values.Count == 0 ? " -F\n" : $" -a {Quoted(string.Join(' ', shape.Values))}\n");
            }

            foreach (var option in shape.Options)
            {
                text.Append("complete -c switchyard -n \"__switchyard_at '").Append(shape.Path).Append("'\"");
                foreach (var name in option.Names)
                {
                    text.Append(name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : $" -s {name[1..]}");
                }

                text.Append(!option.TakesValue ? "" : option.Values.Count == 0 ? " -r -F" : $" -x -a {Quoted(string.Join(' ', option.Values))}").Append(" -d ").Append(Quoted(option.Help)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
