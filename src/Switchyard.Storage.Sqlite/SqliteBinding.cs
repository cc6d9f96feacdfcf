using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Switchyard.Storage.Sqlite;

/// <summary>
/// SQLite's functions that give a parameter its value, called with nothing between. The driver's way costs more than what is done: a handle that is counted up and down, and a copy that SQLite allocates and frees, for each of the
/// eight hundred values of a statement of records. Here what is bound stays where it is (<c>SQLITE_STATIC</c>).
/// </summary>
/// <seealso href="https://www.sqlite.org/c3ref/bind_blob.html"/>
internal static unsafe partial class SqliteBinding
{
    /// <summary>The library that the driver has loaded.</summary>
    private const string Library = "e_sqlite3";

    private const nint Static = 0;

    /// <summary>Binds text in UTF-8, which must stay where it is until the statement has been executed.</summary>
    public static int Text(nint statement, int place, ReadOnlySpan<byte> text) => BindText(statement, place, AddressOf(text), text.Length, Static);

    /// <summary>Binds bytes, which must stay where they are until the statement has been executed.</summary>
    public static int Blob(nint statement, int place, ReadOnlySpan<byte> content) => BindBlob(statement, place, AddressOf(content), content.Length, Static);

    /// <summary>Binds a whole number.</summary>
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Number(nint statement, int place, long value);

    /// <summary>Binds null.</summary>
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Null(nint statement, int place);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int BindText(nint statement, int place, byte* text, int length, nint lifetime);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int BindBlob(nint statement, int place, byte* content, int length, nint lifetime);

    /// <summary>Also of nothing: an address of null would be taken for a value of null.</summary>
    private static byte* AddressOf(ReadOnlySpan<byte> bytes) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
}
