using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Switchyard.Cli.Terminal;

/// <summary>
/// The terminal that standard input is, without echo (POSIX.1-2017, termios) until the end of this object, also if that is a signal. The framework turns the echo off only while it waits for a key, so what is typed before
/// it waits, or between two keys, would be seen.
/// </summary>
internal sealed partial class SilentTerminal : IDisposable
{
    private const int Input = 0;
    private const int AfterDrain = 1;
    private const int AfterFlush = 2;
    private const uint Echo = 0x8;

    // Larger than the structure is anywhere. Its first members are four words of flags, the last of which has the echo; the rest is given back as it came.
    private const int Size = 256;

    private readonly byte[] _before;
    private readonly PosixSignalRegistration[] _endings;
    private int _ended;

    private SilentTerminal(byte[] before)
    {
        _before = before;
        // Before the echo goes: what the terminal is like when the framework first handles signals is what it leaves it like.
        _endings = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, _ => Restore()))];
    }

    /// <summary>Turns the echo off and forgets what was typed already; null where standard input is no terminal, or not one of Linux or macOS.</summary>
    public static SilentTerminal? Begin()
    {
        var before = new byte[Size];
        if (Console.IsInputRedirected || !(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()) || GetAttributes(Input, ref before[0]) != 0)
        {
            return null;
        }

        var terminal = new SilentTerminal(before);
        byte[] silent = [.. before];
        var flags = silent.AsSpan(OperatingSystem.IsMacOS() ? 24 : 12);
        BinaryPrimitives.WriteUInt32LittleEndian(flags, BinaryPrimitives.ReadUInt32LittleEndian(flags) & ~Echo);
        if (SetAttributes(Input, AfterFlush, ref silent[0]) == 0)
        {
            return terminal;
        }

        terminal.Dispose();
        return null;
    }

    /// <summary>What is typed up to the end of the line, which is not part of it; the terminal lets it be corrected meanwhile.</summary>
    public static string ReadLine()
    {
        // Not Console.OpenStandardInput: at a terminal that reads lines of its own, and shows what it reads.
        using var handle = new SafeFileHandle(Input, ownsHandle: false);
        using var input = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        var line = new List<byte>();
        for (var next = input.ReadByte(); next is not (-1 or '\n'); next = input.ReadByte())
        {
            line.Add((byte)next);
        }

        return Encoding.UTF8.GetString([.. line]);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Restore();
        foreach (var ending in _endings)
        {
            ending.Dispose();
        }
    }

    private void Restore()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            _ = SetAttributes(Input, AfterDrain, ref _before[0]);
        }
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAttributes(int descriptor, ref byte attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAttributes(int descriptor, int when, ref byte attributes);
}
