using System.Text;

namespace Switchyard.Cli.Shells;

/// <summary>A completion script for zsh, with what each word does beside it.</summary>
internal static class ZshScript
{
    public static string Write(IReadOnlyList<VerbShape> shapes)
    {
        var text = new StringBuilder(
            """
            #compdef switchyard
            # Completion of switchyard for zsh. Load it with:  source <(switchyard completion zsh)
            # or write it to a file _switchyard in a directory of $fpath.
            _switchyard() {
                local path_='' word i
                local -a verbs options
                for ((i = 2; i < CURRENT; i++)); do
                    word=$words[i]
                    case "$path_/$word" in

            """);
        foreach (var shape in shapes.Where(shape => shape.Verbs.Count > 0))
        {
            text.Append("            ").AppendJoin('|', shape.Verbs.Select(verb => $"'{shape.Path}/{verb.Name}'")).Append(") path_=\"${path_:+$path_ }$word\" ;;\n");
        }

        text.Append("        esac\n    done\n    case \"$path_ $words[CURRENT-1]\" in\n");
        foreach (var shape in shapes)
        {
            foreach (var option in shape.Options.Where(option => option.TakesValue))
            {
                text.Append("        ").AppendJoin('|', option.Names.Select(name => $"'{shape.Path} {name}'"))
                    .Append(option.Values.Count == 0 ? ") _files; return ;;\n" : $") compadd -- {string.Join(' ', option.Values)}; return ;;\n");
            }
        }

        text.Append("    esac\n    case \"$path_\" in\n");
        foreach (var shape in shapes)
        {
            text.Append("        '").Append(shape.Path).Append("')\n            verbs=(").AppendJoin(' ', shape.Verbs.Select(verb => Described(verb.Name, verb.Help)).Concat(shape.Values.Select(value => Described(value, ""))))
                .Append(")\n            options=(").AppendJoin(' ', shape.Options.SelectMany(option => option.Names.Select(name => Described(name, option.Help)))).Append(") ;;\n");
        }

        return text.Append(
            """
                esac
                if [[ $words[CURRENT] == -* ]]; then
                    _describe 'option' options
                elif (( $#verbs )); then
                    _describe 'verb' verbs
                else
                    _files
                fi
            }
            compdef _switchyard switchyard

            """).ToString();
    }

    private static string Described(string name, string help) =>
        $"'{name.Replace(":", @"\:", StringComparison.Ordinal)}:{help.Replace("'", @"'\''", StringComparison.Ordinal).Replace(":", @"\:", StringComparison.Ordinal)}'";
}
