using System.Text;

namespace Switchyard.Cli.Shells;

/// <summary>A completion script for bash 4 and later. It knows all words itself: nothing is started and nobody is asked when Tab is pressed.</summary>
internal static class BashScript
{
    public static string Write(IReadOnlyList<VerbShape> shapes)
    {
        var text = new StringBuilder(
            """
            # Completion of switchyard for bash. Load it with:  source <(switchyard completion bash)
            _switchyard() {
                local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path= verbs= options= word i
                COMPREPLY=()
                for ((i = 1; i < COMP_CWORD; i++)); do
                    word=${COMP_WORDS[i]}
                    case "$path/$word" in

            """);
        foreach (var shape in shapes.Where(shape => shape.Verbs.Count > 0))
        {
            text.Append("            ").AppendJoin('|', shape.Verbs.Select(verb => $"'{shape.Path}/{verb.Name}'")).Append(") path=\"${path:+$path }$word\" ;;\n");
        }

        text.Append("        esac\n    done\n    case \"$path $prev\" in\n");
        foreach (var shape in shapes)
        {
            foreach (var option in shape.Options.Where(option => option.TakesValue))
            {
                // Nothing for a value that can be anything: the shell then offers files.
                text.Append("        ").AppendJoin('|', option.Names.Select(name => $"'{shape.Path} {name}'")).Append(") COMPREPLY=($(compgen -W '").AppendJoin(' ', option.Values).Append("' -- \"$cur\")); return ;;\n");
            }
        }

        text.Append("    esac\n    case \"$path\" in\n");
        foreach (var shape in shapes)
        {
            text.Append("        '").Append(shape.Path).Append("') verbs='").AppendJoin(' ', shape.Verbs.Select(verb => verb.Name).Concat(shape.Values))
                .Append("' options='").AppendJoin(' ', shape.Options.SelectMany(option => option.Names)).Append("' ;;\n");
        }

        return text.Append(
            """
                esac
                if [[ $cur == -* ]]; then
                    COMPREPLY=($(compgen -W "$options" -- "$cur"))
                else
                    COMPREPLY=($(compgen -W "$verbs" -- "$cur"))
                fi
            }
            complete -o default -F _switchyard switchyard ./switchyard

            """).ToString();
    }
}
